package io.hie.persistence.kafka.journal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.HistoryEvent.Seal;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record of the topic of dead letters: what set a leg aside, or what a person did about it later,
 * under one key, so that the last record of a key tells how it stands. What is sealed in the log is
 * sealed here.
 *
 * @param key persistence id and leg
 * @param value JSON
 */
record MirroredLetter(String key, String value) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The record of an event.
   *
   * @param begun the event that set aside what this one ends; null if it is not known
   * @return empty if the event has nothing to do with dead letters
   */
  static Optional<MirroredLetter> of(
      String persistenceId, long number, Object event, @Nullable Object begun) {
    ObjectNode json = JSON.createObjectNode();
    json.put("history", persistenceId.substring(persistenceId.indexOf('|') + 1));
    json.put("event", number);
    return switch (event) {
      case HistoryEvent.Parked parked -> {
        setAside(json, "DEAD_LETTERED", parked, parked.attempt(), parked.reason(), parked.seal());
        yield Optional.of(record(persistenceId, parked.leg(), json));
      }
      case HistoryEvent.LeftAmbiguous left -> {
        setAside(json, "AMBIGUOUS", left, left.attempt(), left.reason(), left.seal());
        yield Optional.of(record(persistenceId, left.leg(), json));
      }
      case HistoryEvent.Resubmitted again -> {
        boolean edited = again.body() != null || again.seal() != null;
        ended(json, edited ? "EDITED_AND_RESUBMITTED" : "RESUBMITTED", again, again.parked());
        json.put("who", again.who()).put("why", again.why()).put("message", again.message());
        LegId leg = begun instanceof HistoryEvent.OfLeg of ? of.leg() : again.origin().leg();
        yield Optional.of(record(persistenceId, leg, json));
      }
      case HistoryEvent.DeadLetterDiscarded gone -> {
        ended(json, "DISCARDED", gone, gone.parked());
        json.put("item", gone.item()).put("who", gone.who()).put("why", gone.why());
        yield Optional.of(record(persistenceId, gone.leg(), json));
      }
      default -> Optional.empty();
    };
  }

  private static void setAside(
      ObjectNode json,
      String state,
      HistoryEvent.OfLeg event,
      int attempt,
      Reason reason,
      @Nullable Seal seal) {
    json.put("state", state).put("at", event.at().toString()).put("item", event.item());
    json.put("attempt", attempt).put("code", reason.code()).put("error", reason.text());
    if (seal != null) {
      json.putObject("sealed").put("key", seal.key()).put("text", seal.text().toByteArray());
    } else if (!reason.detail().isEmpty()) {
      json.put("detail", reason.detail());
    }
  }

  private static void ended(ObjectNode json, String state, HistoryEvent event, long parked) {
    json.put("state", state).put("at", event.at().toString()).put("setAside", parked);
  }

  private static MirroredLetter record(String persistenceId, @Nullable LegId leg, ObjectNode json) {
    String name = leg == null ? "" : leg.toString();
    json.put("leg", name);
    return new MirroredLetter(persistenceId + "/" + name, json.toString());
  }
}
