package io.hie.chaostests.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a soak saw, and which of its promises that breaks. Looks at nothing by itself. */
final class SoakJudge {
  /** More than this in the last quarter of the time, against the second, is growth. */
  private static final double MOST_GROWTH = 1.15;

  /** Senders may be faster or slower than the destination by this share of its rate. */
  private static final double MOST_OFF = 0.1;

  /** As many are told of one by one. */
  private static final int MOST_LINES = 20;

  private final int rate;
  private final long play;
  private final MemoryCurve memory = new MemoryCurve();
  private final List<String> broken = new ArrayList<>();
  private long mostOpen;
  private long looks;
  private long late;

  /** What was off at the last look; empty if nothing was. */
  private String off = "";

  /**
   * @param rate messages a second that the destination takes
   * @param play by how many messages two figures may differ that were not taken at one moment
   */
  SoakJudge(int rate, long play) {
    this.rate = rate;
    this.play = play;
  }

  /** The node's resident memory, at even intervals. */
  void memory(long bytes) {
    memory.add(bytes);
  }

  /**
   * What the node says is open lies between what was so just before and just after. A pause of the
   * log can put off either side's figure, so one that is true again at the next look is counted and
   * forgiven.
   *
   * @param before acknowledged and not at the destination, by the ledgers
   * @param open by the node
   * @param after as before, a moment later
   */
  void look(long before, long open, long after) {
    mostOpen = Math.max(mostOpen, open);
    if (open >= Math.min(before, after) - play && open <= Math.max(before, after) + play) {
      looks++;
      off = "";
      return;
    }
    String now = open + " open, says the node; by the ledger it were " + before + " to " + after;
    if (off.isEmpty()) {
      late++;
    } else if (broken.size() < MOST_LINES) {
      broken.add(off + "; at the next look " + now);
    }
    off = now;
  }

  /**
   * How the senders fared.
   *
   * @param perSecond acknowledged, once the queues were full
   */
  void senders(double perSecond, long linksLost, long refused, long notAnswered) {
    if (Math.abs(perSecond - rate) > MOST_OFF * rate) {
      broken.add("senders were not slowed to the destination's rate");
    }
    if (linksLost + refused + notAnswered > 0) {
      broken.add(
          linksLost
              + " connections lost, "
              + refused
              + " messages refused, "
              + notAnswered
              + " not answered in time: slowed by more than backpressure");
    }
  }

  /** What the node says when all has had the time to get through. */
  void end(long open, String item, long done, long acknowledged) {
    if (open != 0) {
      broken.add(open + " messages are open in the end");
    }
    if (done != acknowledged) {
      broken.add(item + " has done " + done + ", acknowledged were " + acknowledged);
    }
  }

  /** Which promises were broken; empty if none was. */
  List<String> broken() {
    List<String> all = new ArrayList<>(broken);
    if (memory.growth() > MOST_GROWTH) {
      all.add(String.format(Locale.ROOT, "memory grew by a factor of %.2f", memory.growth()));
    }
    if (looks == 0) {
      all.add("the node's figure was never that of the ledger");
    }
    return all;
  }

  String memorySummary() {
    return memory.summary();
  }

  long mostOpen() {
    return mostOpen;
  }

  /** How often the node's figure was that of the ledger. */
  long looks() {
    return looks;
  }

  /** How often it was not, the look before having been true. */
  long late() {
    return late;
  }
}
