package io.hie.httpapi;

import io.hie.actormodel.history.search.FoundMessage;
import io.hie.httpapi.openapi.IsoTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as search shows it: nothing of its contents. Times are ISO 8601.
 *
 * @param id of the message
 * @param history id of its history
 * @param message its number there
 * @param status of all its legs together
 */
record FoundJson(
    String id,
    String history,
    long message,
    String kind,
    @IsoTime String at,
    @IsoTime String changed,
    String service,
    String type,
    String version,
    String sender,
    @Nullable String controlId,
    String status,
    List<FoundLegJson> legs) {

  /** A message at an item. */
  record FoundLegJson(String leg, String item, String state) {}

  static FoundJson of(FoundMessage found) {
    return new FoundJson(
        found.messageId(),
        found.history(),
        found.message(),
        found.kind().name(),
        found.at().toString(),
        found.changed().toString(),
        found.service(),
        found.type(),
        found.version(),
        found.sender(),
        found.controlId(),
        found.status().name(),
        found.legs().stream()
            .map(leg -> new FoundLegJson(leg.path(), leg.item(), leg.state().name()))
            .toList());
  }
}
