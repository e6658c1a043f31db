package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import io.hie.persistence.MessageJournal;
import io.hie.persistence.kafka.broker.EmbeddedBroker;
import io.hie.persistence.kafka.journal.KafkaLog;
import io.hie.sharding.CborSerializable;
import io.hie.sharding.allocation.Placement;
import io.hie.sharding.key.EntityId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes in one JVM with one broker between them, each of which keeps a part of the log. */
@Timeout(180)
class TakeOverTest {
  private static final int SHARDS = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final EntityTypeKey<Add> TYPE = EntityTypeKey.create(Add.class, "history");

  /** Adds a line to what an entity has, and asks for its node and its lines. */
  record Add(String line, ActorRef<String> replyTo) implements CborSerializable {}

  private static final class Lines extends EventSourcedBehavior<Add, String, String> {
    private final String node;

    Lines(String entityId, String node) {
      super(PersistenceId.of("history", entityId));
      this.node = node;
    }

    @Override
    public String emptyState() {
      return "";
    }

    @Override
    public CommandHandler<Add, String, String> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onCommand(
              Add.class,
              add ->
                  Effect()
                      .persist(add.line())
                      .thenRun(lines -> add.replyTo().tell(node + " " + lines)))
          .build();
    }

    @Override
    public EventHandler<String, String> eventHandler() {
      return (lines, line) -> lines + line;
    }
  }

  private static final class ByHash extends ShardingMessageExtractor<ShardingEnvelope<Add>, Add> {
    @Override
    public String entityId(ShardingEnvelope<Add> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return Integer.toString(EntityId.shardOf(entityId, SHARDS));
    }

    @Override
    public Add unwrapMessage(ShardingEnvelope<Add> envelope) {
      return envelope.message();
    }
  }

  /** A node with sharding and the log, and no more. */
  private static final class Member implements AutoCloseable {
    final ActorSystem<Void> system;
    final ActorRef<ShardingEnvelope<Add>> region;

    Member(Path data, String brokers, @Nullable Member seed) throws Exception {
      Map<String, String> overrides = new HashMap<>();
      overrides.put("hie.journal", "kafka");
      overrides.put("hie.kafka.bootstrap-servers", brokers);
      overrides.put("hie.history.standby-settle", "300ms");
      overrides.put("hie.history.rebalancing-rest", "1s");
      overrides.put("hie.kafka.drop-after", "300ms");
      overrides.put("pekko.cluster.sharding.rebalance-interval", "500ms");
      overrides.put("pekko.cluster.sharding.retry-interval", "500ms");
      overrides.put("pekko.cluster.jmx.enabled", "off");
      overrides.put("pekko.loglevel", "WARNING");
      overrides.put("pekko.coordinated-shutdown.run-by-actor-system-terminate", "off");
      overrides.put("pekko.coordinated-shutdown.terminate-actor-system", "off");
      overrides.put("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
      Config config = new NodeSettings(data, "127.0.0.1", 0, overrides).config();
      MessageJournal journal = MessageJournal.open(config, () -> {});
      system = ActorSystem.create(Behaviors.empty(), "hie", journal.config());
      journal.attach(system.classicSystem());
      Cluster cluster = Cluster.get(system);
      cluster
          .manager()
          .tell(
              Join.create(
                  seed == null
                      ? cluster.selfMember().address()
                      : Cluster.get(seed.system).selfMember().address()));
      await().atMost(PATIENCE).until(() -> cluster.selfMember().status() == MemberStatus.up());
      Placement.get(system)
          .start(new JournalLog(system.classicSystem()))
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);
      String node = cluster.selfMember().address().toString();
      region =
          ClusterSharding.get(system)
              .init(
                  Entity.of(TYPE, entity -> behavior(entity.getEntityId(), node))
                      .withMessageExtractor(new ByHash())
                      .withAllocationStrategy(Placement.get(system).strategy()));
    }

    private static Behavior<Add> behavior(String entityId, String node) {
      return new Lines(entityId, node);
    }

    String node() {
      return Cluster.get(system).selfMember().address().toString();
    }

    Set<Integer> kept() {
      return new TreeSet<>(KafkaLog.get(system.classicSystem()).kept());
    }

    /** Adds a line; the node where it was done, and all lines. Tries again until it is. */
    String[] add(String entityId, String line) {
      return await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(
              () ->
                  AskPattern.<ShardingEnvelope<Add>, String>ask(
                          region,
                          replyTo -> new ShardingEnvelope<>(entityId, new Add(line, replyTo)),
                          Duration.ofSeconds(5),
                          system.scheduler())
                      .toCompletableFuture()
                      .get(6, TimeUnit.SECONDS)
                      .split(" "),
              answer -> true);
    }

    /** As if the process were gone: nobody is told. */
    @Override
    public void close() {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  @Test
  void shouldTakeOverAllThatWasAcknowledgedByANodeThatIsGone(@TempDir Path directory)
      throws Exception {
    List<String> entities = IntStream.range(0, 40).mapToObj(i -> "w/p/" + i).toList();
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"), 16 << 20);
        Member one = new Member(directory.resolve("1"), broker.bootstrapServers(), null);
        Member two = new Member(directory.resolve("2"), broker.bootstrapServers(), one)) {
      Map<String, String> wasAt = new HashMap<>();
      String gone;
      try (Member three = new Member(directory.resolve("3"), broker.bootstrapServers(), one)) {
        gone = three.node();
        for (String entity : entities) {
          assertThat(one.add(entity, "a")[1]).matches("a+");
        }
        List<Member> all = List.of(one, two, three);
        // Each keeps what it runs and a standby's part, and drops the rest; shards move home.
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(500))
            .untilAsserted(
                () -> {
                  assertThat(all.stream().mapToInt(each -> each.kept().size()).sum())
                      .isLessThanOrEqualTo(2 * SHARDS + 2);
                  for (String entity : entities) {
                    wasAt.put(entity, one.add(entity, "b")[0]);
                  }
                  assertThat(Set.copyOf(wasAt.values())).hasSize(3);
                  assertThat(wasAt.values().stream().filter(gone::equals).count()).isGreaterThan(5);
                });
      }
      Cluster.get(one.system).manager().tell(new Down(address(one, gone)));
      for (String entity : entities) {
        String[] answer = one.add(entity, "c");
        assertThat(answer[1]).as("what was acknowledged is there").matches("a+b+c+");
      }
    }
  }

  @Test
  void shouldMoveOneShardToEvenTheLoadAndKeepItThereWhenTheNodeThatDecidedDies(
      @TempDir Path directory) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"), 16 << 20);
        Member one = new Member(directory.resolve("1"), broker.bootstrapServers(), null)) {
      try (Member two = new Member(directory.resolve("2"), broker.bootstrapServers(), one)) {
        String moved;
        try (Member three = new Member(directory.resolve("3"), broker.bootstrapServers(), one)) {
          // given that all shards run where they belong by their number
          List<Member> all = List.of(one, two, three);
          Map<Integer, String> homes = new HashMap<>();
          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () -> {
                    for (int shard = 0; shard < SHARDS; shard++) {
                      homes.put(shard, home(one, shard));
                      assertThat(one.add(entityIn(shard), "a")[0]).isEqualTo(home(one, shard));
                    }
                    assertThat(Set.copyOf(homes.values())).hasSize(3);
                  });
          // when two shards of the second are busy, and the first has more to do than the third
          List<Integer> ofTwo = shardsOf(homes, two);
          Map<Integer, Double> busy =
              Map.of(
                  ofTwo.get(0), 500.0, ofTwo.get(1), 500.0, shardsOf(homes, one).getFirst(), 400.0);
          Placement.get(two.system).load(() -> busy);
          // then one of them goes to the third, every node knows it, and nothing else moves
          await()
              .atMost(PATIENCE)
              .until(() -> ofTwo.stream().anyMatch(shard -> !home(one, shard).equals(two.node())));
          int shard =
              ofTwo.stream().filter(each -> !home(one, each).equals(two.node())).findFirst().get();
          moved = entityIn(shard);
          await()
              .atMost(PATIENCE)
              .until(() -> two.add(entityIn(shard), "b")[0].equals(three.node()));
          assertThat(two.add(moved, "c")[1]).matches("a+b+c+");
          for (Member each : all) {
            await().atMost(PATIENCE).until(() -> home(each, shard).equals(three.node()));
            assertThat(Placement.get(each.system).isMoved(shard)).isTrue();
            assertThat(three.kept()).contains(shard);
          }
          homes.put(shard, three.node());
          for (int other = 0; other < SHARDS; other++) {
            assertThat(home(one, other)).isEqualTo(homes.get(other));
            assertThat(two.add(entityIn(other), "d")[0]).isEqualTo(homes.get(other));
          }
          // and it stays there when the node that decided it is gone
          String gone = one.node();
          one.close();
          Cluster.get(two.system).manager().tell(new Down(address(two, gone)));
          await()
              .atMost(PATIENCE)
              .until(() -> Cluster.get(two.system).state().members().size() == 2);
          assertThat(home(two, shard)).isEqualTo(three.node());
          assertThat(home(three, shard)).isEqualTo(three.node());
          assertThat(two.add(moved, "e")).contains(three.node());
          Cluster.get(two.system).manager().tell(new Down(address(two, three.node())));
        }
        // and it is where its number has it when the node is gone that was to have it
        String[] answer = two.add(moved, "f");
        assertThat(answer[0]).isEqualTo(two.node());
        assertThat(answer[1]).matches("a+b+c+d+e+f+");
      }
    }
  }

  private static String home(Member seenBy, int shard) {
    return Placement.get(seenBy.system).keepers(shard).getFirst();
  }

  private static List<Integer> shardsOf(Map<Integer, String> homes, Member member) {
    return homes.entrySet().stream()
        .filter(each -> each.getValue().equals(member.node()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static String entityIn(int shard) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "w/p/" + i)
        .filter(id -> EntityId.shardOf(id, SHARDS) == shard)
        .findFirst()
        .orElseThrow();
  }

  private static org.apache.pekko.actor.Address address(Member from, String node) {
    for (org.apache.pekko.cluster.Member member : Cluster.get(from.system).state().getMembers()) {
      if (member.address().toString().equals(node)) {
        return member.address();
      }
    }
    throw new IllegalStateException("no member " + node);
  }
}
