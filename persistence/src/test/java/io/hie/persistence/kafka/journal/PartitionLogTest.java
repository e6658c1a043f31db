package io.hie.persistence.kafka.journal;

import static io.hie.persistence.kafka.journal.SimulatedLog.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.persistence.kafka.log.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionLogTest {
  private static final String ID = "history|royal/ADT/1";

  private final SimulatedLog log = new SimulatedLog();
  @TempDir private Path directory;
  private SimulatedLog.Node one;
  private SimulatedLog.Node two;

  @BeforeEach
  void startNodes() {
    one = log.new Node(directory.resolve("one"));
    two = log.new Node(directory.resolve("two"));
  }

  @AfterEach
  void stopNodes() {
    one.close();
    two.close();
  }

  private static CompletableFuture<Void> append(SimulatedLog.Node node, long seqNr) {
    return node.log.append(Placement.PARTITION, ID, List.of(event(seqNr, "event " + seqNr)));
  }

  private static CompletableFuture<Long> recover(SimulatedLog.Node node) {
    return node.log.highest(Placement.PARTITION, ID);
  }

  @Test
  void shouldStoreWithoutReadingBackWhileNobodyElseWrites() {
    CompletableFuture<Void> first = append(one, 1);
    CompletableFuture<Void> second = append(one, 2);
    for (int i = 0; i < 3; i++) {
      assertThat(first.isDone() && second.isDone()).isFalse();
      one.land();
      one.acknowledge();
    }
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(one.log.wanted()).as("there is nothing to read").isFalse();
  }

  @Test
  void shouldWaitForTheTailWhenSomebodyWroteInBetween() {
    append(one, 1);
    one.settle();
    two.log.acquire("somebody");
    two.settle();

    CompletableFuture<Void> afterStranger = append(one, 2);
    one.land();
    one.acknowledge();
    assertThat(afterStranger).as("the record before is not known yet").isNotDone();
    assertThat(one.log.wanted()).isTrue();

    one.read();
    assertThat(afterStranger).isCompleted();
  }

  @Test
  void shouldNeverReportSuccessForAWriteThatATakeOverVoids() {
    append(one, 1);
    one.settle();
    CompletableFuture<Long> takeOver = recover(two);
    two.settle();
    assertThat(takeOver).isCompletedWithValue(1L);

    CompletableFuture<Void> late = append(one, 2);
    one.settle();
    assertThat(late).isCompletedExceptionally();
    assertThat(append(one, 3)).as("it knows now").isCompletedExceptionally();

    CompletableFuture<Void> atTheNewOwner = append(two, 2);
    two.settle();
    assertThat(atTheNewOwner).isCompleted();
  }

  @Test
  void shouldSeeInRecoveryWhatLandedBeforeTheClaimThoughItsWriterNeverLearntOfIt() {
    append(one, 1);
    one.settle();
    append(one, 2);
    one.land();

    CompletableFuture<Long> takeOver = recover(two);
    two.settle();
    assertThat(takeOver).isCompletedWithValue(2L);
  }

  @Test
  void shouldWaitInRecoveryForTheWriteThatIsUnderWay() {
    append(one, 1);
    one.settle();
    append(one, 2);
    CompletableFuture<Long> restarted = recover(one);
    assertThat(restarted).isNotDone();
    one.settle();
    assertThat(restarted).isCompletedWithValue(2L);
  }

  @Test
  void shouldClaimAnewAfterAWriteInDoubtSoThatALateOneIsVoid() {
    append(one, 1);
    one.settle();
    append(one, 2);
    one.fail(true);
    CompletableFuture<Long> recovered = recover(one);
    one.settle();
    assertThat(recovered).isCompletedWithValue(1L);

    one.landLate();
    CompletableFuture<Void> third = append(one, 3);
    one.settle();
    assertThat(third).isCompleted();
    assertThat(one.view.events(0, ID, 0, Long.MAX_VALUE, 10, 10_000))
        .extracting(event -> event.seqNr())
        .containsExactly(1L, 3L);
  }

  @Test
  void shouldVoidWhatFollowsAWriteThatNeverArrived() {
    append(one, 1);
    one.settle();
    CompletableFuture<Void> lost = append(one, 2);
    CompletableFuture<Void> follower = append(one, 3);
    one.fail(false);
    one.settle();
    assertThat(lost).isCompletedExceptionally();
    assertThat(follower).as("there would be a hole").isCompletedExceptionally();
    CompletableFuture<Long> recovered = recover(one);
    one.settle();
    assertThat(recovered).isCompletedWithValue(1L);
  }

  @Test
  void shouldLetTwoNodesOwnIdsThatHaveNoShard() {
    CompletableFuture<Void> here = one.log.append("a", "a", List.of(event(1, "here")));
    CompletableFuture<Void> there = two.log.append("b", "b", List.of(event(1, "there")));
    one.land();
    two.land();
    one.settle();
    two.settle();
    one.settle();
    assertThat(here).isCompleted();
    assertThat(there).isCompleted();
  }

  @Test
  void shouldKeepTheHighestNumberWhenAllEventsAreDeleted() {
    append(one, 1);
    append(one, 2);
    CompletableFuture<Void> deleted = one.log.deleteTo(Placement.PARTITION, ID, Long.MAX_VALUE);
    one.settle();
    assertThat(deleted).isCompleted();
    assertThat(recover(one)).isCompletedWithValue(2L);
    assertThat(one.view.events(0, ID, 0, Long.MAX_VALUE, 10, 1_000)).isEmpty();
    append(one, 3);
    one.settle();
    assertThat(one.view.events(0, ID, 0, Long.MAX_VALUE, 10, 1_000)).hasSize(1);
  }
}
