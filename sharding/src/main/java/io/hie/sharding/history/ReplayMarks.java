package io.hie.sharding.history;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far each replay is in one history, so that one that goes on after a crash neither skips nor
 * doubles a message. The last {@value #MOST} replays that were here.
 */
final class ReplayMarks {
  static final int MOST = 16;

  private final Map<String, Long> byJob = new LinkedHashMap<>();

  /** How far a job was. */
  record Mark(String job, long position) {}

  void note(Mark mark) {
    byJob.remove(mark.job());
    byJob.put(mark.job(), mark.position());
    if (byJob.size() > MOST) {
      Iterator<Long> oldest = byJob.values().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Position of the last message that a job sent here; 0 if there is none. */
  long of(String job) {
    return byJob.getOrDefault(job, 0L);
  }

  List<Mark> all() {
    List<Mark> marks = new ArrayList<>(byJob.size());
    byJob.forEach((job, position) -> marks.add(new Mark(job, position)));
    return marks;
  }
}
