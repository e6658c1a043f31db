package io.hie.chaostests.scenario;

import io.hie.chaostests.ledger.LoadEvent;
import io.hie.chaostests.ledger.Source;
import io.hie.chaostests.load.Histogram;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What it costs that a message's history is on another node than the one that takes the message in:
 * times to the ACK of messages of one run, kept apart by where their histories are. What was sent
 * more than once counts for neither.
 */
final class Hops {
  private final Histogram here = new Histogram();
  private final Histogram there = new Histogram();

  /**
   * Adds a load that went to one node.
   *
   * @param isHere whether a patient's history is on that node
   */
  void add(Source<LoadEvent> load, IntPredicate isHere) {
    Map<Long, LoadEvent.Sent> open = new HashMap<>();
    load.forEach(
        event -> {
          switch (event) {
            case LoadEvent.Sent sent -> open.put(sent.number(), sent);
            case LoadEvent.Resent again -> open.remove(again.number());
            case LoadEvent.Answered answered -> {
              LoadEvent.Sent sent = open.remove(answered.number());
              if (sent != null && answered.accepted()) {
                Histogram times = isHere.test(sent.patient()) ? here : there;
                times.addNanos(answered.nanos() - sent.nanos());
              }
            }
            case LoadEvent.Mismatched _, LoadEvent.LinkLost _ -> {}
          }
        });
  }

  /** For people. */
  String text() {
    return String.format(
        Locale.ROOT,
        "a message whose history is on the other node takes %.2f ms more to the ACK in the mean,"
            + " %.2f ms in the median (%,d there: mean %.2f, p50 %.2f, p99 %.2f ms; %,d here: mean"
            + " %.2f, p50 %.2f, p99 %.2f ms)",
        (there.meanMicros() - here.meanMicros()) / 1e3,
        (there.micros(0.5) - here.micros(0.5)) / 1e3,
        there.count(),
        there.meanMicros() / 1e3,
        there.micros(0.5) / 1e3,
        there.micros(0.99) / 1e3,
        here.count(),
        here.meanMicros() / 1e3,
        here.micros(0.5) / 1e3,
        here.micros(0.99) / 1e3);
  }
}
