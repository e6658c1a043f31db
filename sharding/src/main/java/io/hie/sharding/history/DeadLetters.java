package io.hie.sharding.history;

import io.hie.actormodel.item.LegId;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The legs of one history that were set aside and are neither sent again nor let go. The last
 * {@value #MOST} of them: what was set aside before those stays in the history, and can be sent
 * again by a replay.
 */
final class DeadLetters {
  static final int MOST = 1_000;

  private final TreeMap<LegId, DeadLetter> byLeg = new TreeMap<>();

  /**
   * A dead letter.
   *
   * @param event number of the event that set it aside
   * @param began number of the event that began its message; 0 if that is not known
   * @param bodyMessageId the message that its bytes are of
   * @param bodyEvent where those are; see {@link Leg.Body}
   */
  record DeadLetter(
      LegId leg,
      String item,
      long event,
      long began,
      String bodyMessageId,
      int bodyOutput,
      long bodyEvent) {}

  void add(DeadLetter letter) {
    byLeg.put(letter.leg(), letter);
    if (byLeg.size() > MOST) {
      byLeg.pollFirstEntry();
    }
  }

  void remove(LegId leg) {
    byLeg.remove(leg);
  }

  @Nullable DeadLetter find(LegId leg) {
    return byLeg.get(leg);
  }

  Collection<DeadLetter> all() {
    return byLeg.values();
  }
}
