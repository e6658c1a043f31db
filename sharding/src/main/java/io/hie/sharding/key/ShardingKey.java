package io.hie.sharding.key;

import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.key.MessageKeys.LocalId;
import io.hie.actormodel.key.NhsNumber;
import io.hie.actormodel.production.ProductionSettings.ShardingStrategy;

/**
 * What messages are kept in order by, within a workspace and project. Holds patient data: its text
 * form hides the value, and everything outside uses the {@link EntityId} made from it.
 *
 * @param kind what the value is
 * @param value of that kind; for a local identifier, authority and id
 */
public record ShardingKey(String workspace, String project, Kind kind, String value) {

  /** What a key is made of. */
  public enum Kind {
    /** NHS number. */
    PATIENT,
    /** Another identifier of the patient, with the authority that gave it. */
    LOCAL_PATIENT,
    FACILITY,
    MESSAGE_TYPE,
    CORRELATION,
    /** Nothing at all to go by: every message is on its own. */
    MESSAGE
  }

  /** The key of a patient by NHS number. */
  public static ShardingKey patient(String workspace, String project, NhsNumber number) {
    return new ShardingKey(workspace, project, Kind.PATIENT, number.digits());
  }

  /** The key of a patient by a local identifier. */
  public static ShardingKey localPatient(String workspace, String project, LocalId local) {
    String authority = local.authority();
    // With its length before it, so that no other authority and id make the same text.
    return new ShardingKey(
        workspace,
        project,
        Kind.LOCAL_PATIENT,
        authority.length() + ":" + authority + ":" + local.id());
  }

  /**
   * The key of a message.
   *
   * @param messageId what the message is called, for when it says nothing else; the same in a
   *     sender's retry
   */
  public static ShardingKey of(
      ShardingStrategy strategy,
      String workspace,
      String project,
      MessageKeys keys,
      String messageId) {
    return switch (strategy) {
      case PATIENT_ID -> {
        if (keys.nhsNumber() != null) {
          yield patient(workspace, project, keys.nhsNumber());
        }
        if (keys.localPatientId() != null) {
          yield localPatient(workspace, project, keys.localPatientId());
        }
        yield orMessage(workspace, project, Kind.FACILITY, keys.facility(), messageId);
      }
      case FACILITY -> orMessage(workspace, project, Kind.FACILITY, keys.facility(), messageId);
      case MESSAGE_TYPE ->
          orMessage(workspace, project, Kind.MESSAGE_TYPE, keys.messageType(), messageId);
      case CORRELATION_ID ->
          orMessage(workspace, project, Kind.CORRELATION, keys.correlationId(), messageId);
    };
  }

  private static ShardingKey orMessage(
      String workspace, String project, Kind kind, String value, String messageId) {
    return value.isEmpty()
        ? new ShardingKey(workspace, project, Kind.MESSAGE, messageId)
        : new ShardingKey(workspace, project, kind, value);
  }

  @Override
  public String toString() {
    return "ShardingKey[" + workspace + "/" + project + "/" + kind + ", value hidden]";
  }
}
