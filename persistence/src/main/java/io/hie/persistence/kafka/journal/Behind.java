package io.hie.persistence.kafka.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Notices a view that falls behind the log: a partition that had caught up, and of which there are
 * records that have not been read for too long. How many are unread at a moment says nothing, since
 * under load there are always some. A partition that comes to this node and is read for the first
 * time is not meant: what it belongs to runs elsewhere until it has been read.
 */
final class Behind {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

  /** What there was of a partition at a time, that is to be read soon after. */
  private record Mark(long end, long at) {}

  private final IntFunction<Progress> progress;
  private final List<Mark> marks = new ArrayList<>();
  private volatile Optional<String> reason = Optional.empty();

  Behind(int partitions, IntFunction<Progress> progress) {
    this.progress = progress;
    for (int i = 0; i < partitions; i++) {
      marks.add(new Mark(0, 0));
    }
  }

  /** Looks how far the partitions are. To be called now and then, by one thread at a time. */
  void look(long nanoTime) {
    int late = 0;
    long unread = 0;
    for (int i = 0; i < marks.size(); i++) {
      Progress now = progress.apply(i);
      Mark mark = marks.get(i);
      if (!now.warm() || now.position() >= mark.end()) {
        marks.set(i, new Mark(now.warm() ? now.end() : 0, nanoTime));
      } else if (nanoTime - mark.at() > PATIENCE_NANOS) {
        late++;
        unread += now.lag();
      }
    }
    reason =
        late == 0
            ? Optional.empty()
            : Optional.of(
                "the view is behind the log: "
                    + unread
                    + " records of "
                    + late
                    + (late == 1 ? " partition" : " partitions")
                    + " are not read yet; see whether the disk or the processor of this node is too"
                    + " busy");
  }

  /** Why the view is not up to date; empty if it is. Safe from any thread. */
  Optional<String> reason() {
    return reason;
  }
}
