package io.hie.httpapi.live;

import java.util.ArrayDeque;
import java.util.List;

/** The last events of a topic in a workspace. Not safe by itself: the hub locks. */
final class Ring {
  private final ArrayDeque<LiveEvent> events = new ArrayDeque<>();
  private final int most;

  /** Number of the last event that is not here any more, or was never told. */
  private long lostTo;

  Ring(int most, long lostTo) {
    this.most = most;
    this.lostTo = lostTo;
  }

  void add(LiveEvent event) {
    if (events.size() == most) {
      lostTo = events.removeFirst().number();
    }
    events.addLast(event);
  }

  /** Nothing was noted for a while: whoever goes on from before that has missed something. */
  void gap(long upTo) {
    lostTo = Math.max(lostTo, upTo);
  }

  boolean knowsAllAfter(long number) {
    return number >= lostTo;
  }

  List<LiveEvent> after(long number) {
    return events.stream().filter(each -> each.number() > number).toList();
  }
}
