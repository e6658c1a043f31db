package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import org.slf4j.Logger;

/** Tells the log of what a person should look at. */
final class Trouble {
  private Trouble() {}

  /** Says so if this outcome is one. */
  static void log(Logger log, String entityId, HistoryEvent.OfLeg outcome) {
    switch (outcome) {
      case HistoryEvent.Parked parked ->
          log.warn(
              "{} parked leg {} at {}: {}", entityId, parked.leg(), parked.item(), parked.reason());
      case HistoryEvent.LeftAmbiguous left ->
          log.warn(
              "{} left leg {} at {} ambiguous: {}",
              entityId,
              left.leg(),
              left.item(),
              left.reason());
      default -> {}
    }
  }
}
