package io.hie.sharding.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.Test;

/** What is written of replays adds up to them, and comes back from a journal. */
class ReplayDeskTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:15:30Z");
  private static final Job JOB =
      new Job(
          "r1",
          new Selection("ward", "adt", null, AT, AT, 3, 17L, null, "ADT_A01", "PV1-2 = 'I'"),
          Job.Into.LIVE,
          100,
          "me",
          "why",
          AT,
          Job.Phase.RUNNING,
          null,
          Job.Tally.NONE,
          AT,
          "");

  private static ReplayEvent.Advanced advanced(long position) {
    TreeMap<String, Long> items = new TreeMap<>();
    items.put("Out", 2L);
    return new ReplayEvent.Advanced(
        AT,
        "r1",
        new Job.Cursor("ward/adt/0", position, 18L),
        new Job.Tally(2, 1, 1, "no", items),
        List.of(new Job.Recorded("ward/adt/0", "m1", "Out", 7, "ab", null)));
  }

  @Test
  void shouldAddUpWhatWasDone() {
    // given
    ReplayDesk.Jobs jobs = new ReplayDesk.Jobs(List.of());

    // when
    for (ReplayEvent event :
        List.of(
            new ReplayEvent.Begun(AT, JOB),
            advanced(5),
            advanced(9),
            new ReplayEvent.Changed(AT, "r1", Job.Phase.PAUSED, ""))) {
      jobs = ReplayDesk.after(jobs, event);
    }

    // then
    Job job = jobs.jobs().getFirst();
    assertThat(job.phase()).isEqualTo(Job.Phase.PAUSED);
    assertThat(job.cursor()).isEqualTo(new Job.Cursor("ward/adt/0", 9, 18L));
    assertThat(job.tally().sent()).isEqualTo(4);
    assertThat(job.tally().items()).containsEntry("Out", 4L);
    Job again = ReplayDesk.after(jobs, new ReplayEvent.BegunAgain(AT, "r1")).jobs().getFirst();
    assertThat(again.cursor()).isNull();
    assertThat(again.tally()).isEqualTo(Job.Tally.NONE);
  }

  @Test
  void shouldForgetTheOldestThatAreOverAndNoneThatRuns() {
    // given
    ReplayDesk.Jobs jobs = ReplayDesk.after(new ReplayDesk.Jobs(List.of()), begun("runs"));

    // when
    for (int i = 0; i < ReplayDesk.MOST_JOBS + 10; i++) {
      jobs = ReplayDesk.after(jobs, begun("r" + i));
      jobs = ReplayDesk.after(jobs, new ReplayEvent.Changed(AT, "r" + i, Job.Phase.DONE, ""));
    }

    // then
    assertThat(jobs.jobs()).hasSize(ReplayDesk.MOST_JOBS);
    assertThat(jobs.find("runs")).isNotNull();
    assertThat(jobs.find("r0")).isNull();
  }

  private static ReplayEvent begun(String id) {
    return new ReplayEvent.Begun(
        AT,
        new Job(
            id,
            JOB.selection(),
            JOB.into(),
            1,
            "me",
            "why",
            AT,
            Job.Phase.RUNNING,
            null,
            Job.Tally.NONE,
            AT,
            ""));
  }

  @Test
  void shouldComeBackFromAJournalAsItWas() {
    ActorTestKit testKit = ActorTestKit.create();
    try {
      Serialization serialization = SerializationExtension.get(Adapter.toClassic(testKit.system()));
      for (Object stored :
          List.of(
              new ReplayEvent.Begun(AT, JOB),
              advanced(5),
              new ReplayEvent.BegunAgain(AT, "r1"),
              new ReplayEvent.Changed(AT, "r1", Job.Phase.FAILED, "why"),
              new ReplayDesk.Jobs(List.of(JOB)))) {
        var serializer = serialization.findSerializerFor(stored);
        assertThat(
                serialization
                    .deserialize(
                        serialization.serialize(stored).get(),
                        serializer.identifier(),
                        Serializers.manifestFor(serializer, stored))
                    .get())
            .isEqualTo(stored);
      }
    } finally {
      testKit.shutdownTestKit();
    }
  }
}
