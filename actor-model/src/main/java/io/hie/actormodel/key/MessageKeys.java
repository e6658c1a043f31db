package io.hie.actormodel.key;

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
 */
public record MessageKeys(
    @Nullable NhsNumber nhsNumber,
    @Nullable LocalId localPatientId,
    String facility,
    String messageType,
    String correlationId) {

  public static final MessageKeys NONE = new MessageKeys(null, null, "", "", "");

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
