package io.hie.actormodel.item;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.key.MessageKeys;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way into the engine. A service submits what it received and may answer its sender only after
 * the {@link Acceptance} says that the message is stored (promise 1). Never blocks; may be called
 * from any thread.
 */
public interface Intake {

  /**
   * Hands a message over. {@code listener} is called exactly once, from any thread, and must not
   * block. Where the service's connections ask for an answer ({@code sync_reliable}, {@code
   * concurrent_sync}), that is when the answer is there, or when {@code MessageTimeout} is over.
   */
  void submit(Submission submission, Listener listener);

  /**
   * Whether the engine can take more. While it cannot, a service stops reading from its sources, so
   * that overload ends as backpressure on the sender; {@code onOpen} is then called once, from any
   * thread, when it can again.
   */
  boolean isOpen(Runnable onOpen);

  /**
   * What a service received.
   *
   * @param envelope the message with its bytes as received
   * @param keys whom and what it concerns
   * @param sender who sent it, as far as a retry from the same sender can be told: {@code
   *     MSH-3|MSH-4}, a host, a directory
   * @param controlId the sender's own id of the message, such as MSH-10; null if there is none, and
   *     then the same bytes are taken for a new message
   */
  record Submission(
      MessageEnvelope envelope, MessageKeys keys, String sender, @Nullable String controlId) {}

  /** Told once how a submission ended. */
  @FunctionalInterface
  interface Listener {
    void onAcceptance(Acceptance acceptance);
  }

  /** How a submission ended. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Acceptance.Stored.class, name = "stored"),
    @JsonSubTypes.Type(value = Acceptance.Repeated.class, name = "repeated"),
    @JsonSubTypes.Type(value = Acceptance.NotStored.class, name = "not-stored"),
    @JsonSubTypes.Type(value = Acceptance.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Acceptance.Unanswered.class, name = "unanswered")
  })
  sealed interface Acceptance {
    /** It is durable. */
    record Stored(String messageId) implements Acceptance {}

    /**
     * The same message came before, from the same sender: acknowledge it again; nothing more is
     * done with it.
     */
    record Repeated(String messageId) implements Acceptance {}

    /**
     * It is not stored, as far as is known: the sender must be told to send it again.
     *
     * @param reason without patient data
     * @param overQuota whether the workspace has had what it may take in
     */
    record NotStored(String reason, boolean overQuota) implements Acceptance {
      /** For any other reason. */
      public NotStored(String reason) {
        this(reason, false);
      }
    }

    /**
     * It is durable, and the receiver that the service's {@code MessagingPattern} asks has
     * answered. The answer is the sender's, as it came, whether it says yes or no.
     */
    record Answered(String messageId, Answer answer) implements Acceptance {}

    /**
     * It is durable, and there is no answer for the sender: none came within {@code
     * MessageTimeout}, or the message ended without one. The sender is told so with an error. If it
     * sends the same message again, it gets the answer that has come meanwhile, or waits for it.
     *
     * @param code short and stable: {@code late}, {@code parked}, {@code ambiguous}, {@code
     *     expired}, {@code discarded}
     * @param text one sentence for people, without patient data
     */
    record Unanswered(String messageId, String code, String text) implements Acceptance {
      /** The code of an answer that did not come in time. */
      public static final String LATE = "late";
    }
  }

  /** How long a submission may take before its listener is told {@link Acceptance.NotStored}. */
  Duration ACCEPT_TIMEOUT = Duration.ofSeconds(20);
}
