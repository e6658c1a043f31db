package io.hie.persistence.kafka.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.junit.jupiter.api.Test;

/** An actor that lives long leaves no pile of snapshots behind. */
class ReplacedSnapshotsTest {
  private static final String ID = "notes|royal/ADT/1";

  /** Keeps one text, and a snapshot of it after each second event. */
  private static final class Notes extends EventSourcedBehavior<String, String, String> {
    Notes() {
      super(PersistenceId.ofUniqueId(ID));
    }

    @Override
    public String emptyState() {
      return "";
    }

    @Override
    public CommandHandler<String, String, String> commandHandler() {
      return (state, text) -> Effect().persist(text);
    }

    @Override
    public EventHandler<String, String> eventHandler() {
      return (state, event) -> event;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(2, 1);
    }
  }

  @Test
  void shouldKeepTheLastSnapshotsOnly() {
    ActorTestKit kit = ActorTestKit.create("notes", TestBroker.config());
    try {
      KafkaLog log = KafkaLog.get(kit.system().classicSystem());
      // given what an earlier life left
      write(kit, log, 4);

      // when
      write(kit, log, 20);

      // then
      assertThat(snapshots(log)).hasSizeLessThanOrEqualTo(2).endsWith(20L);
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static void write(ActorTestKit kit, KafkaLog log, long upTo) {
    ActorRef<String> notes = kit.spawn(new Notes());
    for (long next = log.highest(ID).join() + 1; next <= upTo; next++) {
      notes.tell("text " + next);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> snapshots(log).size() <= 2 && snapshots(log).contains(upTo));
    kit.stop(notes);
  }

  private static List<Long> snapshots(KafkaLog log) {
    return log.snapshots(ID, 0, Long.MAX_VALUE);
  }
}
