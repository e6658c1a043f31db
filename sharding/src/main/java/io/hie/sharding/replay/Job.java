package io.hie.sharding.replay;

import io.hie.sharding.CborSerializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replay.
 *
 * @param into where it sends
 * @param rate messages a second at most
 * @param cursor the last message that is done; null if none is
 * @param tally what was done up to the cursor
 * @param text why it is as it is; empty if there is nothing to say
 */
public record Job(
    String id,
    Selection selection,
    Into into,
    int rate,
    String who,
    String why,
    Instant started,
    Phase phase,
    @Nullable Cursor cursor,
    Tally tally,
    Instant changed,
    String text)
    implements CborSerializable {

  /** Where a replay sends. */
  public enum Into {
    /** Into the production as it runs. */
    LIVE,
    /** Nowhere: processes decide, and what operations would be given is recorded. */
    SANDBOX
  }

  /** How a replay is. */
  public enum Phase {
    RUNNING,
    PAUSED,
    /** It could not go on; it can be resumed. */
    FAILED,
    DONE,
    CANCELLED
  }

  /**
   * Where a replay is.
   *
   * @param history of the last message done
   * @param position of it in that history
   * @param offset in the partition, if that is what was chosen by
   */
  public record Cursor(String history, long position, @Nullable Long offset) {}

  /**
   * What was done.
   *
   * @param sent messages that went once more, or were run through the sandbox
   * @param already those that this job had sent before it went on
   * @param refused those that could not go
   * @param firstRefusal why the first of them could not; empty if none
   * @param items how many went to each item, in a sandbox to each operation
   */
  public record Tally(
      long sent, long already, long refused, String firstRefusal, TreeMap<String, Long> items) {
    static final Tally NONE = new Tally(0, 0, 0, "", new TreeMap<>());

    Tally plus(Tally more) {
      TreeMap<String, Long> sum = new TreeMap<>(items);
      more.items.forEach((item, count) -> sum.merge(item, count, Long::sum));
      return new Tally(
          sent + more.sent,
          already + more.already,
          refused + more.refused,
          firstRefusal.isEmpty() ? more.firstRefusal : firstRefusal,
          sum);
    }
  }

  /**
   * What an operation would have been given.
   *
   * @param history whose message
   * @param messageId the message that was received
   * @param item the operation; or where it failed
   * @param bytes how long the body is
   * @param sha256 of the body, in hex
   * @param failure why it would not have come to an operation; null if it would
   */
  public record Recorded(
      String history,
      String messageId,
      String item,
      int bytes,
      String sha256,
      @Nullable String failure) {}

  /** Whether it ended for good. */
  public boolean ended() {
    return phase == Phase.DONE || phase == Phase.CANCELLED;
  }

  Job advanced(Cursor to, Tally done, Instant now) {
    return new Job(
        id, selection, into, rate, who, why, started, phase, to, tally.plus(done), now, text);
  }

  Job as(Phase next, String because, Instant now) {
    return new Job(id, selection, into, rate, who, why, started, next, cursor, tally, now, because);
  }

  Job fromTheBeginning() {
    return new Job(
        id, selection, into, rate, who, why, started, phase, null, Tally.NONE, changed, text);
  }

  /** The jobs with this one in its place, or added. */
  static List<Job> with(List<Job> jobs, Job job) {
    List<Job> changed = new ArrayList<>(jobs.size() + 1);
    boolean found = false;
    for (Job each : jobs) {
      boolean same = each.id.equals(job.id);
      changed.add(same ? job : each);
      found |= same;
    }
    if (!found) {
      changed.add(job);
    }
    return changed;
  }
}
