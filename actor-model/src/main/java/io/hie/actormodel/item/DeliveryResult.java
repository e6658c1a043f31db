package io.hie.actormodel.item;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** How one attempt to deliver ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DeliveryResult.Delivered.class, name = "delivered"),
  @JsonSubTypes.Type(value = DeliveryResult.NotSent.class, name = "not-sent"),
  @JsonSubTypes.Type(value = DeliveryResult.Retry.class, name = "retry"),
  @JsonSubTypes.Type(value = DeliveryResult.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = DeliveryResult.Ambiguous.class, name = "ambiguous")
})
public sealed interface DeliveryResult {

  /**
   * The receiver has it and said so.
   *
   * @param note what the receiver answered, in short and without patient data, such as {@code AA}
   * @param answer all of it, where {@link Delivery#answerWanted} asked for it; null if there is
   *     none beyond the note
   */
  record Delivered(String note, @Nullable Answer answer) implements DeliveryResult {
    public Delivered(String note) {
      this(note, null);
    }
  }

  /**
   * Nothing was handed over: no connection, a full disk. Does not count as the message's fault: the
   * item waits.
   */
  record NotSent(Reason reason) implements DeliveryResult {}

  /**
   * The receiver has it and says that it may work later (AE, CE, HTTP 5xx). Retried as the item's
   * settings say.
   *
   * @param answer as for {@link Delivered}: it is the sender's answer if no attempt follows
   */
  record Retry(Reason reason, @Nullable Answer answer) implements DeliveryResult {
    public Retry(Reason reason) {
      this(reason, null);
    }
  }

  /**
   * The receiver will never take it (AR, CR, HTTP 4xx). Parked at once.
   *
   * @param answer as for {@link Delivered}
   */
  record Refused(Reason reason, @Nullable Answer answer) implements DeliveryResult {
    public Refused(Reason reason) {
      this(reason, null);
    }
  }

  /**
   * It was sent, and then nobody said whether it arrived. The item's {@code AmbiguousPolicy}
   * decides.
   */
  record Ambiguous(Reason reason) implements DeliveryResult {}

  /**
   * Why something did not go well.
   *
   * @param code short and stable, for logs, metrics and filters: {@code ack-timeout}, {@code
   *     connect-refused}
   * @param text one sentence for people, without patient data
   * @param detail what the other side said, which may hold patient data: for the history only,
   *     never for a log
   */
  record Reason(String code, String text, String detail) {
    public Reason(String code, String text) {
      this(code, text, "");
    }

    @Override
    public String toString() {
      return code + ": " + text;
    }
  }
}
