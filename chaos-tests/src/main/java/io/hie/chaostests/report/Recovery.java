package io.hie.chaostests.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long throughput was gone because of a fault: the longest stretch of seconds from its
 * beginning to the next fault's in which less was acknowledged than four fifths of what is sent,
 * each second taken together with the one before. Taking shards back when a node has come again is
 * thereby a stretch of its own.
 *
 * @param goneSeconds the longest stretch; 0 if it never was gone
 */
public record Recovery(Happening happening, int goneSeconds) {
  private static final double ENOUGH = 0.8;

  /**
   * One for each happening, in their order.
   *
   * @param rate messages that are sent in a second
   */
  public static List<Recovery> of(Timeline timeline, List<Happening> happenings, double rate) {
    List<Recovery> all = new ArrayList<>();
    List<Timeline.Second> seconds = timeline.seconds();
    // The last second with an acknowledgement is a part of one.
    int last = seconds.size() - 1;
    while (last > 0 && seconds.get(last).acknowledged() == 0) {
      last--;
    }
    for (int i = 0; i < happenings.size(); i++) {
      Happening happening = happenings.get(i);
      int from = (int) timeline.at(happening.began());
      int to = i + 1 < happenings.size() ? (int) timeline.at(happenings.get(i + 1).began()) : last;
      all.add(new Recovery(happening, longest(seconds, rate, from, Math.min(to, last))));
    }
    return all;
  }

  /** For people. */
  public String text() {
    return happening.text()
        + (goneSeconds == 0
            ? ": throughput stayed"
            : String.format(Locale.ROOT, ": throughput back after %d s", goneSeconds));
  }

  private static int longest(List<Timeline.Second> seconds, double rate, int from, int to) {
    int longest = 0;
    int gone = 0;
    for (int s = Math.max(1, from); s < to; s++) {
      int now = seconds.get(s).acknowledged();
      double mean = (now + seconds.get(s - 1).acknowledged()) / 2.0;
      gone = now < ENOUGH * rate && mean < ENOUGH * rate ? gone + 1 : 0;
      longest = Math.max(longest, gone);
    }
    return longest;
  }
}
