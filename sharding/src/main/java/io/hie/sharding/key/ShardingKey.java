package io.hie.sharding.key;

import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.key.MessageKeys.LocalId;
import io.hie.actormodel.key.MessageKeys.OtherRecord;
import io.hie.actormodel.key.NhsNumber;
import io.hie.actormodel.production.ProductionSettings.ShardingStrategy;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /**
   * The keys of the other records that a message concerns, without its own: under {@code
   * patient_id} only, and if it has a patient itself. What a message gives as numbers of its own
   * patient is another key only beside an NHS number.
   *
   * @param key that of the message
   */
  public static Map<ShardingKey, OtherRecord> others(
      ShardingStrategy strategy, ShardingKey key, MessageKeys keys) {
    if (keys.others().isEmpty()
        || strategy != ShardingStrategy.PATIENT_ID
        || (key.kind != Kind.PATIENT && key.kind != Kind.LOCAL_PATIENT)) {
      return Map.of();
    }
    Map<ShardingKey, OtherRecord> others = new LinkedHashMap<>();
    for (OtherRecord other : keys.others()) {
      if (other.nhsNumber() != null) {
        others.putIfAbsent(patient(key.workspace, key.project, other.nhsNumber()), other);
      }
      if (other.localPatientId() != null) {
        others.putIfAbsent(localPatient(key.workspace, key.project, other.localPatientId()), other);
      }
    }
    others.remove(key);
    return others;
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
