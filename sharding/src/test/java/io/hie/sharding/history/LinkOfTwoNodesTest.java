package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.history.HistoryEvent.LinkEnded;
import io.hie.actormodel.history.HistoryEvent.LinkFollowed;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.key.NhsNumber;
import io.hie.sharding.allocation.LocalLog;
import io.hie.sharding.allocation.Placement;
import io.hie.sharding.history.LinkTest.Stuck;
import io.hie.sharding.key.EntityId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.pattern.Patterns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two numbers of a merge have their histories on different nodes, one of which dies. */
class LinkOfTwoNodesTest {
  private static final String SETTINGS =
      """
      pekko.cluster.sharding.remember-entities-store = eventsourced
      pekko.cluster.sharding.rebalance-interval = 1h
      hie.history.standby-settle = 100ms
      """;

  private final Stuck stuck = new Stuck().at("open", "merge");
  private final Receiver out = new Receiver().answeringLater(stuck::answer);
  private Engine first;
  private Engine second;
  private Flow flow;
  private Flow other;

  @BeforeEach
  void start() {
    first = Engine.start(SETTINGS);
    second = Engine.beside(first, SETTINGS);
    await().until(() -> regions() == 2);
    for (Engine engine : List.of(first, second)) {
      Placement.get(engine.system()).start(LocalLog.EVERYWHERE).toCompletableFuture().join();
    }
    flow = straight(first).start();
    other = straight(second).start();
    for (int i = 0; i < 40; i++) {
      flow.stored(Patients.number(i), "warm" + i, "warm" + i);
    }
    flow.awaitNothingOpen();
    other.awaitNothingOpen();
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
  }

  private Flow.Builder straight(Engine engine) {
    return engine.flow("adt").service("In", "Out").operation("Out", "\"PoolSize\": 8", out);
  }

  @Test
  void shouldKeepTheOrderWhenTheNodeOfTheNumberThatGoesDies() {
    keepsTheOrder(on(second), on(first), false);
  }

  @Test
  void shouldKeepTheOrderWhenTheNodeOfTheNumberThatStaysDies() {
    keepsTheOrder(on(first), on(second), true);
  }

  /** The second node dies while something waits on it, and the first one takes over. */
  private void keepsTheOrder(NhsNumber gone, NhsNumber kept, boolean keptDies) {
    // given: the merge waits for the one, and something of the other for the merge
    int before = out.texts().size();
    flow.stored(gone, "1", "open");
    assertThat(flow.merge(gone, kept, "merge").join()).isInstanceOf(Acceptance.Stored.class);
    Flow ofGone = keptDies ? flow : other;
    await().until(() -> !ofGone.events(gone, LinkFollowed.class).isEmpty());
    flow.stored(gone, "2", "later");
    await().during(200, TimeUnit.MILLISECONDS).until(() -> since(before).equals(List.of("open")));

    // when
    second.known.addAll(first.known);
    Address address = Cluster.get(second.system()).selfMember().address();
    Engine.Log log = second.crash();
    first.takeUp(log);
    Cluster.get(first.system()).manager().tell(new Down(address));

    // then: what was under way on the dead node comes again, and all is in order
    await().until(() -> Cluster.get(first.system()).state().members().size() == 1);
    stuck.letGo("open");
    await().until(() -> since(before).contains("merge"));
    await().during(200, TimeUnit.MILLISECONDS).until(() -> !since(before).contains("later"));
    stuck.letGo("merge");
    await().until(() -> since(before).contains("later"));
    assertThat(since(before).stream().distinct()).containsExactly("open", "merge", "later");
    for (NhsNumber patient : List.of(gone, kept)) {
      await().until(() -> !flow.events(patient, LinkEnded.class).isEmpty());
      assertThat(flow.events(patient, LinkEnded.class))
          .singleElement()
          .satisfies(ended -> assertThat(ended.inOrder()).isTrue());
    }
  }

  private List<String> since(int before) {
    List<String> all = out.texts();
    return all.subList(before, all.size()).stream()
        .filter(text -> !text.startsWith("warm"))
        .toList();
  }

  /** How many nodes there are that shards can be on. */
  private int regions() {
    return Patterns.ask(
            ClusterSharding.get(Adapter.toClassic(first.system())).shardRegion("history"),
            ShardRegion.getCurrentRegionsInstance(),
            Duration.ofSeconds(5))
        .thenApply(regions -> ((ShardRegion.CurrentRegions) regions).getRegions().size())
        .exceptionally(late -> 0)
        .toCompletableFuture()
        .join();
  }

  /** A patient whose history is on a node. */
  private NhsNumber on(Engine engine) {
    List<Integer> shards = engine.histories.shardsHere().toCompletableFuture().join();
    assertThat(shards).isNotEmpty();
    for (int i = 40; i < 100; i++) {
      if (shards.contains(EntityId.shardOf(flow.id(Patients.number(i)), Engine.SHARDS))) {
        return Patients.number(i);
      }
    }
    throw new AssertionError("no patient of a shard of this node");
  }
}
