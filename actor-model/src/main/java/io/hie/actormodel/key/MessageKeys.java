package io.hie.actormodel.key;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol could read of a message's identities. Which of them becomes the sharding key is
 * decided by the production's {@code ShardingStrategy}. Its text form hides the patient.
 *
 * @param nhsNumber of the patient, if there is a valid one
 * @param localPatientId another identifier of the patient, with the authority that gave it
 * @param facility sending facility, such as MSH-4; empty if not said
 * @param messageType such as {@code ADT^A01}; empty if not said
 * @param correlationId what the sender calls the exchange, such as an order number or MSH-10; empty
 *     if not said
 * @param others whom else it concerns: other records that it says are, or may be, the same patient
 */
public record MessageKeys(
    @Nullable NhsNumber nhsNumber,
    @Nullable LocalId localPatientId,
    String facility,
    String messageType,
    String correlationId,
    List<OtherRecord> others) {

  /** How many other records are taken from one message; those after them are not linked. */
  public static final int MOST_OTHERS = 16;

  public static final MessageKeys NONE = new MessageKeys(null, null, "", "", "");

  public MessageKeys {
    others = List.copyOf(others);
  }

  /** A message that concerns one record. */
  public MessageKeys(
      @Nullable NhsNumber nhsNumber,
      @Nullable LocalId localPatientId,
      String facility,
      String messageType,
      String correlationId) {
    this(nhsNumber, localPatientId, facility, messageType, correlationId, List.of());
  }

  /**
   * Another record that the message concerns, under any of these.
   *
   * @param event what the message is, such as {@code A40}; a word of the standard, never the
   *     sender's
   * @param said whether the message itself says that the two are linked; if not, it only gives both
   *     numbers, which is news the first time
   */
  public record OtherRecord(
      @Nullable NhsNumber nhsNumber, @Nullable LocalId localPatientId, String event, boolean said) {
    @Override
    public String toString() {
      return "OtherRecord[" + event + ", hidden]";
    }
  }

  /** A patient identifier that only its authority can explain, such as a hospital number. */
  public record LocalId(String id, String authority) {
    @Override
    public String toString() {
      return "LocalId[hidden]";
    }
  }

  public Optional<NhsNumber> patient() {
    return Optional.ofNullable(nhsNumber);
  }

  @Override
  public String toString() {
    return "MessageKeys[type " + messageType + ", facility " + facility + "]";
  }
}
