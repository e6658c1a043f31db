package io.hie.sharding.single;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.instance.Instance.AwayException;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.LegId;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.ProductionSettings.LoadBalancingStrategy;
import io.hie.actormodel.production.Verdict;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.actormodel.runtime.Outcomes;
import io.hie.actormodel.runtime.ProductionActor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes in one JVM, each with the same operations of which there is one. */
@Timeout(90)
class SingleItemsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final List<String> NAMES = List.of("One", "Two", "Three", "Four");

  private static final String CONFIG =
      """
      hie.single-items.forget-after = 3s
      pekko {
        loglevel = "WARNING"
        actor.provider = cluster
        remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
        coordinated-shutdown {
          run-by-actor-system-terminate = off
          terminate-actor-system = off
          run-by-jvm-shutdown-hook = off
        }
        cluster {
          jmx.enabled = off
          gossip-interval = 100ms
          leader-actions-interval = 100ms
          periodic-tasks-initial-delay = 100ms
          sharding {
            distributed-data.durable.keys = []
            retry-interval = 200ms
            rebalance-interval = 300ms
          }
        }
      }
      """;

  /** The node that runs each item, by item; a second one would be seen. */
  private final Map<ItemAddress, String> running = new ConcurrentHashMap<>();

  /** In the productions of all nodes. */
  private final List<String> named = new CopyOnWriteArrayList<>(NAMES);

  private final List<String> twice = new CopyOnWriteArrayList<>();

  /** What the operations that hold a message wait for. */
  private final Map<String, CompletableFuture<DeliveryResult>> held = new ConcurrentHashMap<>();

  private static ItemAddress address(String item) {
    return new ItemAddress("royal", "ADT", item);
  }

  private final class Member implements SingleItems.Host, AutoCloseable {
    private final ActorSystem<Void> system;
    private final SingleItems singles;
    private final Map<ItemAddress, ActorRef<ProductionActor.Command>> productions = new HashMap<>();
    private volatile SingleItems.View view = SingleItems.View.NONE;
    private volatile boolean dead;

    Member(@Nullable Member seed) {
      system =
          ActorSystem.create(
              Behaviors.empty(),
              "hie",
              ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load()).resolve());
      Cluster cluster = Cluster.get(system);
      cluster
          .manager()
          .tell(
              Join.create(
                  seed == null
                      ? cluster.selfMember().address()
                      : Cluster.get(seed.system).selfMember().address()));
      await().atMost(PATIENCE).until(() -> cluster.selfMember().status() == MemberStatus.up());
      singles = SingleItems.start(system, this);
    }

    String node() {
      return Cluster.get(system).selfMember().address().toString();
    }

    @Override
    public Collection<SingleItem> known() {
      return named.stream()
          .map(
              name ->
                  new SingleItem(
                      address(name),
                      LoadBalancingStrategy.ROUND_ROBIN,
                      Integer.MAX_VALUE,
                      0.2,
                      true))
          .toList();
    }

    @Override
    public Set<ItemAddress> whenAlone() {
      return Set.of();
    }

    @Override
    public CompletionStage<SingleItems.Local> local() {
      return CompletableFuture.completedFuture(new SingleItems.Local(0, Map.of(), Map.of(), false));
    }

    @Override
    public synchronized void changed(SingleItems.View now) {
      view = now;
      for (ItemAddress item : now.here()) {
        productions.computeIfAbsent(
            item,
            first -> {
              String other = running.put(item, node());
              if (other != null) {
                twice.add(item + " on " + other + " and " + node());
              }
              return system.systemActorOf(
                  ProductionActor.create(plan(item.item(), node())),
                  "production-" + MADE.incrementAndGet(),
                  Props.empty());
            });
      }
    }

    @Override
    public synchronized CompletionStage<?> letGo(ItemAddress item) {
      ActorRef<ProductionActor.Command> production = productions.remove(item);
      if (production == null || dead) {
        return CompletableFuture.completedFuture(null);
      }
      return AskPattern.<ProductionActor.Command, Done>ask(
              production, ProductionActor.StopAll::new, PATIENCE, system.scheduler())
          .thenAccept(done -> running.remove(item, node()));
    }

    DeliveryResult deliver(String item, String id) throws Exception {
      return give(item, id).get(30, TimeUnit.SECONDS);
    }

    CompletableFuture<DeliveryResult> give(String item, String id) {
      return singles.route(address(item)).deliver(delivery(item, id)).toCompletableFuture();
    }

    /** As if the process were gone: nobody is told. */
    @Override
    public void close() {
      dead = true;
      running.values().removeIf(node()::equals);
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  private final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();

  private Delivery delivery(String item, String id) {
    return deliveries.computeIfAbsent(
        id,
        first ->
            new Delivery(
                id + ":0",
                "royal/ADT/" + item + id,
                LegId.first(1, 0),
                1,
                false,
                MessageEnvelope.custom(
                    Payload.wrap(id.getBytes(UTF_8)),
                    "text/plain",
                    "",
                    "",
                    UTF_8,
                    "PAS",
                    Instant.EPOCH)));
  }

  private ProductionActor.Plan plan(String item, String node) {
    Operation operation =
        delivery ->
            delivery.id().startsWith("held")
                ? held.computeIfAbsent(delivery.id(), first -> new CompletableFuture<>())
                : CompletableFuture.completedFuture(new DeliveryResult.Delivered(node));
    ItemType type = new Type(operation);
    String document =
        """
        {"name": "ADT", "workspace": "royal", "items": [
          {"name": "%s", "item_type": "OPERATION", "type": "test",
           "host_settings": {"Placement": "single"}}]}
        """
            .formatted(item);
    Verdict verdict =
        new ProductionReader(ItemTypes.of(List.of(type)), Map.of()).read(document.getBytes(UTF_8));
    if (!(verdict instanceof Verdict.Accepted accepted)) {
      throw new AssertionError(verdict.problems());
    }
    Production production = accepted.production();
    ItemDefinition definition = production.items().getFirst();
    return new ProductionActor.Plan(
        new DeployedProduction(
            "royal",
            "ADT",
            production.settings().shardingStrategy(),
            100,
            Map.of(item, new DeployedItem(type.kind(), definition.host(), Set.of()))),
        List.of(new ProductionActor.Plan.Part(definition, type)),
        service -> new NoIntake(),
        new NoHistories(),
        Clock.systemUTC());
  }

  private record Type(Operation operation) implements ItemType {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public ItemKind kind() {
      return ItemKind.OPERATION;
    }

    @Override
    public Class<? extends Record> adapterSettings() {
      return NoSettings.class;
    }

    @Override
    public Item create(ItemDefinition definition, ItemContext context) {
      return operation;
    }
  }

  private static final class NoIntake implements Intake {
    @Override
    public void submit(Submission submission, Listener listener) {
      throw new IllegalStateException();
    }

    @Override
    public boolean isOpen(Runnable onOpen) {
      return true;
    }
  }

  /** Nothing that was lent may come to a history of the node that delivers it. */
  private final class NoHistories implements Outcomes {
    private void wrong(Delivery delivery) {
      twice.add("a history heard of " + delivery.id() + " where it was lent");
    }

    @Override
    public void handled(Delivery delivery, Handling handling) {
      wrong(delivery);
    }

    @Override
    public void delivered(Delivery delivery, DeliveryResult result) {
      wrong(delivery);
    }

    @Override
    public void expired(Delivery delivery) {
      wrong(delivery);
    }

    @Override
    public void discarded(Delivery delivery, String strategy) {
      wrong(delivery);
    }

    @Override
    public CompletionStage<?> copy(Delivery delivery, String target, String point) {
      throw new IllegalStateException();
    }

    @Override
    public void returned(Delivery delivery) {
      wrong(delivery);
    }

    @Override
    public void ready(String entityId, String item) {}
  }

  private void awaitSpread(Member... members) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<ItemAddress> all = new ArrayList<>();
              for (Member member : members) {
                assertThat(member.view.here()).hasSizeBetween(1, 2);
                all.addAll(member.view.here());
              }
              assertThat(all).hasSize(NAMES.size()).doesNotHaveDuplicates();
              assertThat(running.keySet()).containsExactlyInAnyOrderElementsOf(all);
            });
  }

  @Test
  void shouldRunEachOnOneNodeAndReachItFromAllWhileNodesComeAndDie() throws Exception {
    try (Member a = new Member(null);
        Member b = new Member(a)) {
      Member c = new Member(a);
      try {
        awaitSpread(a, b, c);
        // given one of each of two nodes
        String ofC = c.view.here().iterator().next().item();

        // then it delivers for the others, one at a time
        assertThat(a.deliver(ofC, "1")).isEqualTo(new DeliveryResult.Delivered(c.node()));
        assertThat(c.deliver(ofC, "2")).isEqualTo(new DeliveryResult.Delivered(c.node()));

        // and gives back what it has not begun with, when that is asked for, and only that
        CompletableFuture<DeliveryResult> underWay = a.give(ofC, "held1");
        await().atMost(PATIENCE).until(() -> held.containsKey("held1:0"));
        CompletableFuture<DeliveryResult> waiting = b.give(ofC, "3");
        a.singles.route(address(ofC)).withdraw(delivery(ofC, "held1"));
        b.singles.route(address(ofC)).withdraw(delivery(ofC, "3"));
        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(AwayException.class);
        assertThat(underWay).isNotDone();

        // and delivers once what is given twice meanwhile
        CompletableFuture<DeliveryResult> again = a.give(ofC, "held1");
        held.get("held1:0").complete(new DeliveryResult.Delivered("once"));
        assertThat(again.get(20, TimeUnit.SECONDS)).isEqualTo(new DeliveryResult.Delivered("once"));

        // when its node dies with a message in hand
        CompletableFuture<DeliveryResult> lost = a.give(ofC, "held2");
        await().atMost(PATIENCE).until(() -> held.containsKey("held2:0"));
        String gone = c.node();
        c.close();
        Cluster.get(a.system).manager().tell(new Down(memberAt(a, gone)));

        // then nobody knows what became of it, and the item runs elsewhere
        assertThat(lost.get(30, TimeUnit.SECONDS))
            .isInstanceOfSatisfying(
                DeliveryResult.Ambiguous.class,
                ambiguous -> assertThat(ambiguous.reason().code()).isEqualTo("node-gone"));
        awaitSpread(a, b);
        assertThat(a.deliver(ofC, "4"))
            .isEqualTo(new DeliveryResult.Delivered(running.get(address(ofC))));

        // and runs nowhere when no production has it any more
        named.remove(ofC);
        await().atMost(PATIENCE).until(() -> !running.containsKey(address(ofC)));
        assertThat(running).hasSize(NAMES.size() - 1);
        assertThat(twice).isEmpty();
      } finally {
        c.close();
      }
    }
  }

  private static org.apache.pekko.actor.Address memberAt(Member from, String node) {
    for (org.apache.pekko.cluster.Member member : Cluster.get(from.system).state().getMembers()) {
      if (member.address().toString().equals(node)) {
        return member.address();
      }
    }
    throw new IllegalStateException("no member " + node);
  }
}
