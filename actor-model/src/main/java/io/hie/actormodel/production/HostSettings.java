package io.hie.actormodel.production;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code host_settings} that every item has. */
public record HostSettings(
    @Setting(value = "TargetConfigNames", doc = "Items that this one sends to.", byDefault = "[]")
        List<String> targetConfigNames,
    @Setting(
            value = "Placement",
            doc = "On which nodes of a cluster the item runs.",
            byDefault = "automatic")
        Placement placement,
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
            value = "PrioritySource",
            doc = "What a queue of type priority takes a message's priority from, 0 to 9.",
            byDefault = "header")
        PrioritySource prioritySource,
    @Setting(
            value = "PriorityRules",
            doc =
                "For the source rules: priorities with a rule each, as in {\"0\": \"PV1-2 = 'E'\"};"
                    + " the first that is true, from 0 on, decides.",
            byDefault = "{}")
        Map<String, String> priorityRules,
    @Setting(
            value = "QueueSize",
            doc =
                "How many messages wait in the item's queue before its overflow strategy applies.",
            byDefault = "10000",
            min = 1,
            max = 1_000_000)
        int queueSize,
    @Setting(
            value = "QueueBytes",
            doc =
                "How many bytes of bodies wait in it before its overflow strategy applies; 0 is no"
                    + " bound.",
            unit = "bytes",
            byDefault = "0",
            min = 0)
        long queueBytes,
    @Setting(
            value = "QueueAlertDepth",
            doc = "Messages waiting that raise an alert, cleared at three quarters; 0 is none.",
            byDefault = "0",
            min = 0)
        int queueAlertDepth,
    @Setting(
            value = "QueueAlertAge",
            doc =
                "Age of the oldest waiting message that raises an alert, cleared at three quarters;"
                    + " 0 is none.",
            byDefault = "0")
        Duration queueAlertAge,
    @Setting(
            value = "OverflowStrategy",
            doc = "What happens when the queue is full.",
            byDefault = "block")
        OverflowStrategy overflowStrategy,
    @Setting(
            value = "RestartPolicy",
            doc = "When a failed item is made anew.",
            byDefault = "on_failure")
        RestartPolicy restartPolicy,
    @Setting(
            value = "MaxRestarts",
            doc = "Restarts in a row before the item is given up, or paced under always.",
            byDefault = "3",
            min = 0)
        int maxRestarts,
    @Setting(
            value = "RestartWindow",
            doc = "How long it must run without failing for its restarts to be forgotten.",
            byDefault = "60")
        Duration restartWindow,
    @Setting(
            value = "RestartDelay",
            doc = "Wait before the first restart; it doubles up to 60 s.",
            byDefault = "1")
        Duration restartDelay,
    @Setting(
            value = "Hooks",
            doc = "Classes that are told of each message before, after and when it fails.",
            byDefault = "[]")
        List<String> hooks,
    @Setting(
            value = "HookTimeout",
            doc = "How long a message waits for its hooks.",
            byDefault = "5")
        Duration hookTimeout,
    @Setting(value = "BeforeItem", doc = "An item that gets a copy of each message before.")
        @Nullable String beforeItem,
    @Setting(value = "AfterItem", doc = "An item that gets a copy of each message that went well.")
        @Nullable String afterItem,
    @Setting(
            value = "OnErrorItem",
            doc = "An item that gets a copy of each message when an attempt first fails.")
        @Nullable String onErrorItem,
    @Setting(
            value = "MessagingPattern",
            doc = "What a sender waits for, and what may overlap, on all connections of the item.",
            byDefault = "async_reliable")
        MessagingPattern messagingPattern,
    @Setting(
            value = "MessagingPatterns",
            doc = "The pattern of single connections, by the name of the target.",
            byDefault = "{}")
        Map<String, String> messagingPatterns,
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
            doc = "Failed attempts in a row that open it.",
            byDefault = "5",
            min = 1,
            max = 1000)
        int circuitBreakerThreshold,
    @Setting(value = "CircuitBreakerTimeout", doc = "How long it stays open.", byDefault = "60")
        Duration circuitBreakerTimeout,
    @Setting(
            value = "CircuitBreakerHalfOpenAttempts",
            doc = "Attempts that it then lets through; all must succeed to close it.",
            byDefault = "3",
            min = 1,
            max = 1000)
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
            min = 0.001,
            max = 1_000_000)
        double rateLimitMessagesPerSecond,
    @Setting(
            value = "RateLimitBurst",
            doc = "How many may pass at once after a pause.",
            byDefault = "2000",
            min = 1,
            max = 1_000_000)
        int rateLimitBurst) {

  /** On which nodes of a cluster an item runs. */
  public enum Placement {
    /**
     * A service with a port on one node of each machine, any other service on one node of the
     * cluster, processes and operations on every node.
     */
    AUTOMATIC,
    /** A service or an operation on one node of the cluster. */
    SINGLE,
    /** A service on every node; with a port or a directory, on one node of each machine. */
    EVERY_NODE
  }

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
    /** By priority, 0 first, first in first out within one; never within one key. */
    PRIORITY,
    /** The newest first, also among messages of one key. */
    LIFO,
    /** As they come and as workers are free: several messages of one key at once. */
    UNORDERED;

    /** Whether messages of one key go through in the order of acceptance, one at a time. */
    public boolean keepsOrderPerKey() {
      return switch (this) {
        case FIFO, PRIORITY -> true;
        case LIFO, UNORDERED -> false;
      };
    }
  }

  /** Where a priority comes from. */
  public enum PrioritySource {
    /** The header, where services and processes put it; 5 unless told. */
    HEADER,
    /** The content, such as the priority of an order; the header's if it says nothing. */
    CONTENT,
    /** {@code PriorityRules}; the header's if none is true. */
    RULES
  }

  /** What happens when the queue is full. */
  public enum OverflowStrategy {
    BLOCK,
    DROP_OLDEST,
    REJECT_NEW
  }

  /**
   * When a failed item is made anew. An item fails when it cannot start, or says that it cannot go
   * on; a message that it fails with is that message's matter. Each wait before a restart is twice
   * the one before, up to a minute.
   */
  public enum RestartPolicy {
    /** It stays failed until somebody restarts it. */
    NEVER,
    /**
     * Up to {@code MaxRestarts} times in a row; then it stays failed. What a person has to mend is
     * tried until it is mended. An item that ended by itself stays ended.
     */
    ON_FAILURE,
    /**
     * For ever, and also if it ended by itself. After {@code MaxRestarts} in a row it is made anew
     * once a minute at most; messages it fails with meanwhile are retried and parked without.
     */
    ALWAYS
  }

  /** What a sender waits for, and what may overlap. */
  public enum MessagingPattern {
    /** A sender is answered when its message is stored. */
    ASYNC_RELIABLE,
    /** A sender gets the receiver's answer, one exchange after the other. */
    SYNC_RELIABLE,
    /** As {@link #ASYNC_RELIABLE}, and the item never works on one message at a time only. */
    CONCURRENT_ASYNC,
    /** As {@link #SYNC_RELIABLE}, and exchanges overlap. */
    CONCURRENT_SYNC;

    /** Whether the receiver's answer travels back. */
    public boolean isSync() {
      return this == SYNC_RELIABLE || this == CONCURRENT_SYNC;
    }

    /** Whether messages of different keys are always worked on side by side. */
    public boolean isConcurrent() {
      return this == CONCURRENT_ASYNC || this == CONCURRENT_SYNC;
    }
  }

  /** The pattern of the connection to a target: its own, or the item's. */
  public MessagingPattern patternTo(String target) {
    String own = messagingPatterns.isEmpty() ? null : messagingPatterns.get(target);
    return own == null
        ? messagingPattern
        : MessagingPattern.valueOf(own.toUpperCase(Locale.ROOT)); // checked when it was read
  }

  /** The targets on connections on which an answer travels back, in their order. */
  public List<String> answeringTargets() {
    if (messagingPatterns.isEmpty()) {
      return messagingPattern.isSync() ? targetConfigNames : List.of();
    }
    return targetConfigNames.stream().filter(target -> patternTo(target).isSync()).toList();
  }

  /** Whether a sender's next message waits for the answer to the one before. */
  public boolean asksOneAtATime() {
    return answeringTargets().stream()
        .anyMatch(target -> patternTo(target) == MessagingPattern.SYNC_RELIABLE);
  }

  /**
   * How many messages are worked on at once: {@code PoolSize}, and where that is 1 and the pattern
   * is a concurrent one, as many as there are processors, at least 2.
   */
  public int workers() {
    return poolSize == 1 && messagingPattern.isConcurrent()
        ? Math.max(2, Runtime.getRuntime().availableProcessors())
        : poolSize;
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
