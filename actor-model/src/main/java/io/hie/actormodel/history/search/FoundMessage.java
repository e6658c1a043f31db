package io.hie.actormodel.history.search;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as search knows it: nothing of its contents.
 *
 * @param history id of its history
 * @param message its number there, from 1
 * @param kind how it came to be
 * @param at when that was
 * @param changed when something last happened to it
 * @param service the item that received it
 * @param type its structure, such as {@code ADT_A01}
 * @param sender sending application and facility; empty if it is not HL7
 * @param controlId null if it has none, or is not HL7
 * @param status of all of its legs together: OPEN while one is, else the one that most needs to be
 *     looked at
 * @param legs where it came to; not all, if there were very many
 */
public record FoundMessage(
    String messageId,
    String history,
    long message,
    Kind kind,
    Instant at,
    Instant changed,
    String service,
    String type,
    String version,
    String sender,
    @Nullable String controlId,
    LegState status,
    List<FoundLeg> legs) {

  /** How a message came to be. */
  public enum Kind {
    RECEIVED,
    REPLAYED,
    RESUBMITTED
  }

  /**
   * A message at an item.
   *
   * @param path see {@link io.hie.actormodel.item.LegId}
   */
  public record FoundLeg(String path, String item, LegState state) {}
}
