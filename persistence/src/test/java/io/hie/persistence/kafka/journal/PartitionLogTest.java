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
  private static final String SHARD = "/sharding/historyShard/0";

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
    two.log.acquire("somebody", "somebody");
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
  void shouldSeeWhatAnotherNodeWroteWhenAShardComesBackBeforeItsAbsenceWasNoticed() {
    start(one);
    append(one, 1);
    one.settle();
    start(two);
    two.settle();
    append(two, 2);
    two.settle();

    CompletableFuture<Long> back = start(one);
    CompletableFuture<Long> entity = recover(one);
    assertThat(entity).as("the log is asked first").isNotDone();
    one.settle();
    assertThat(back).isCompleted();
    assertThat(entity).isCompletedWithValue(2L);
    CompletableFuture<Void> third = append(one, 3);
    one.settle();
    assertThat(third).isCompleted();
  }

  /** The claim is right, the number is not: here only the sequence tells. */
  @Test
  void shouldVoidWhatAnActorThatShouldHaveStoppedWritesUnderTheClaimOfALaterStay() {
    start(one);
    append(one, 1);
    one.settle();
    start(two);
    two.settle();
    append(two, 2);
    two.settle();
    start(one);
    one.settle();

    CompletableFuture<Void> ghost = append(one, 2);
    one.settle();
    assertThat(ghost).isCompletedExceptionally();
    assertThat(one.view.events(0, ID, 0, Long.MAX_VALUE, 10, 10_000)).hasSize(2);
  }

  /** The number is right, the claim is not: here only the owner tells. */
  @Test
  void shouldVoidWhatArrivesAfterAnotherNodesClaimThoughNobodyWroteIt() {
    start(one);
    append(one, 1);
    one.settle();
    CompletableFuture<Void> late = append(one, 2);
    start(two);
    CompletableFuture<Long> recovered = recover(two);
    two.settle();
    one.settle();
    two.settle();

    assertThat(recovered).isCompletedWithValue(1L);
    assertThat(late).isCompletedExceptionally();
    assertThat(two.log.knownHead(ID).highest()).isEqualTo(1);
  }

  @Test
  void shouldNotAskTheLogAgainForEachEntityOfAShard() {
    start(one);
    one.settle();
    int records = log.size();
    assertThat(recover(one)).isCompletedWithValue(0L);
    assertThat(log.size()).isEqualTo(records);
  }

  /** What a shard does first where it starts. */
  private static CompletableFuture<Long> start(SimulatedLog.Node node) {
    node.log.acquire(Placement.PARTITION, SHARD);
    return node.log.highest(Placement.PARTITION, SHARD);
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
