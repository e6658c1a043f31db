package io.hie.actormodel.production;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The {@code host_settings} that every item has. */
public record HostSettings(
    @Setting(value = "TargetConfigNames", doc = "Items that this one sends to.", byDefault = "[]")
        List<String> targetConfigNames,
    @Setting(value = "ExecutionMode", doc = "Which threads the item works on.", byDefault = "async")
        ExecutionMode executionMode,
    @Setting(
            value = "PoolSize",
            doc = "How many messages are worked on at once.",
            byDefault = "1",
            min = 1,
            max = 1024)
        int poolSize,
    @Setting(
            value = "QueueType",
            doc = "In which order messages leave the queue.",
            byDefault = "fifo")
        QueueType queueType,
    @Setting(
            value = "QueueSize",
            doc =
                "How many messages wait in the item's queue before its overflow strategy applies.",
            byDefault = "10000",
            min = 1,
            max = 1_000_000)
        int queueSize,
    @Setting(
            value = "OverflowStrategy",
            doc = "What happens when the queue is full.",
            byDefault = "block")
        OverflowStrategy overflowStrategy,
    @Setting(
            value = "RestartPolicy",
            doc = "Whether the item is restarted when it fails.",
            byDefault = "on_failure")
        RestartPolicy restartPolicy,
    @Setting(
            value = "MaxRestarts",
            doc = "Restarts within a minute before it stays stopped.",
            byDefault = "3",
            min = 0)
        int maxRestarts,
    @Setting(
            value = "RestartDelay",
            doc = "Wait before the first restart; it doubles up to 60 s.",
            byDefault = "1")
        Duration restartDelay,
    @Setting(
            value = "MessagingPattern",
            doc = "How messages are passed.",
            byDefault = "async_reliable")
        MessagingPattern messagingPattern,
    @Setting(value = "MessageTimeout", doc = "How long an answer is waited for.", byDefault = "30")
        Duration messageTimeout,
    @Setting(
            value = "RetryLimit",
            doc = "Attempts after the first before a message that the receiver refuses is parked.",
            byDefault = "10",
            min = 0)
        int retryLimit,
    @Setting(
            value = "RetryInterval",
            doc = "Wait before the first retry; it doubles up to 60 s.",
            byDefault = "1")
        Duration retryInterval,
    @Setting(
            value = "AmbiguousPolicy",
            doc = "What is done with a message that was sent and never answered.",
            byDefault = "resend")
        AmbiguousPolicy ambiguousPolicy,
    @Setting(
            value = "CircuitBreakerEnabled",
            doc = "Whether a failing receiver is left in peace.",
            byDefault = "false")
        boolean circuitBreakerEnabled,
    @Setting(
            value = "CircuitBreakerThreshold",
            doc = "Failures in a row that open it.",
            byDefault = "5",
            min = 1)
        int circuitBreakerThreshold,
    @Setting(value = "CircuitBreakerTimeout", doc = "How long it stays open.", byDefault = "60")
        Duration circuitBreakerTimeout,
    @Setting(
            value = "CircuitBreakerHalfOpenAttempts",
            doc = "Successes in a row that close it again.",
            byDefault = "3",
            min = 1)
        int circuitBreakerHalfOpenAttempts,
    @Setting(
            value = "RateLimitEnabled",
            doc = "Whether the item's pace is bounded.",
            byDefault = "false")
        boolean rateLimitEnabled,
    @Setting(
            value = "RateLimitMessagesPerSecond",
            doc = "Its pace.",
            byDefault = "1000",
            min = 0.001)
        double rateLimitMessagesPerSecond,
    @Setting(
            value = "RateLimitBurst",
            doc = "How many may pass at once after a pause.",
            byDefault = "2000",
            min = 1)
        int rateLimitBurst) {

  /** Which threads the item works on. */
  public enum ExecutionMode {
    ASYNC,
    THREAD_POOL,
    SINGLE_PROCESS,
    MULTIPROCESS
  }

  /**
   * In which order messages leave the queue. Order per key is given up by {@code LIFO} and {@code
   * UNORDERED} only.
   */
  public enum QueueType {
    FIFO,
    PRIORITY,
    LIFO,
    UNORDERED
  }

  /** What happens when the queue is full. */
  public enum OverflowStrategy {
    BLOCK,
    DROP_OLDEST,
    REJECT_NEW
  }

  /** Whether a failed item is restarted. */
  public enum RestartPolicy {
    NEVER,
    ON_FAILURE,
    ALWAYS
  }

  /** How messages are passed. */
  public enum MessagingPattern {
    ASYNC_RELIABLE,
    SYNC_RELIABLE,
    CONCURRENT_ASYNC,
    CONCURRENT_SYNC
  }

  /** What is done with a message that was sent and never answered. */
  public enum AmbiguousPolicy {
    /** Send it again, with the same delivery id: it may arrive twice. */
    RESEND,
    /** Set it aside as AMBIGUOUS for a person to decide: it arrives at most once. */
    HOLD,
    /** Ask the receiver whether it has it, where the item type can. */
    QUERY
  }

  /** How an enum constant is written in a document. */
  public static String spell(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
