package io.hie.sharding.allocation;

import com.typesafe.config.Config;
import io.hie.sharding.key.EntityId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Where this node stands in the assignment of shards and their log to nodes. Configured by {@code
 * hie.history}: {@code standby-replicas} and how fast shards move. Safe from any thread.
 *
 * <p>{@link #start} comes after the node is up in its cluster and before its histories, so that it
 * is given no shard before the log that it is to keep has been read.
 */
public final class Placement implements Extension {
  /** Name of the actor that other nodes ask. */
  static final String KEEPER = "shard-log-keeper";

  private static final Duration HURRY = Duration.ofSeconds(60);
  private static final int HURRIED = 4;

  private static final ExtensionId<Placement> ID = new Id();

  private static final class Id extends ExtensionId<Placement> {
    @Override
    public Placement createExtension(ActorSystem<?> system) {
      return new Placement(system);
    }
  }

  private final ActorSystem<?> system;
  private final int shards;
  private final int standbys;
  private final int movesAtOnce;
  private final Duration settle;

  /** The one that lists the shards themselves is needed wherever the coordinator starts. */
  private final int listOfShards;

  private volatile long hurriesUntil = System.nanoTime();
  private volatile LocalLog log = LocalLog.EVERYWHERE;

  private Placement(ActorSystem<?> system) {
    this.system = system;
    Config config = system.settings().config().getConfig("hie.history");
    this.shards = config.getInt("shards");
    this.standbys = standbys(config.getString("standby-replicas"));
    this.movesAtOnce = Math.max(1, config.getInt("rebalance-at-once"));
    this.settle = config.getDuration("standby-settle");
    this.listOfShards = EntityId.shardOf("/sharding/historyCoordinator", shards);
  }

  /** The one of an actor system. */
  public static Placement get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  private static int standbys(String setting) {
    if (setting.equals("all")) {
      return Integer.MAX_VALUE;
    }
    try {
      int standbys = Integer.parseInt(setting);
      if (standbys >= 0) {
        return standbys;
      }
    } catch (NumberFormatException notANumber) {
      // The text below says what it can be.
    }
    throw new IllegalArgumentException(
        "hie.history.standby-replicas (HIE_STANDBY_REPLICAS) is \""
            + setting
            + "\"; it can be a number from 0 or all");
  }

  /**
   * Begins to keep what is assigned to this node, now and as the cluster changes.
   *
   * @return done when what is assigned now is at hand
   */
  public CompletionStage<Void> start(LocalLog localLog) {
    this.log = localLog;
    CompletableFuture<Void> first = new CompletableFuture<>();
    system.systemActorOf(Keeper.create(this, settle, first), KEEPER, Props.empty());
    return first;
  }

  /** Places shards where their log is at hand. */
  public ShardAllocationStrategy strategy() {
    return new WarmAllocation(system.classicSystem(), this);
  }

  /**
   * Asks all nodes to keep at once what is assigned to them, without waiting for the members to
   * settle, and to move more shards at a time for a while. Shards move as far as their logs are
   * read where they are to run.
   */
  public void rebalance() {
    for (Member member : Cluster.get(system).state().getMembers()) {
      system
          .classicSystem()
          .actorSelection(member.address() + "/system/" + KEEPER)
          .tell(new Keeper.Rebalance(), ActorRef.noSender());
    }
  }

  /** The addresses of the nodes that are to run a shard: its home, then its standbys. */
  public List<String> keepers(int shard) {
    return assignment().keepers(shard);
  }

  void hurry() {
    hurriesUntil = System.nanoTime() + HURRY.toNanos();
  }

  int movesAtOnce() {
    return hurriesUntil - System.nanoTime() > 0 ? movesAtOnce * HURRIED : movesAtOnce;
  }

  LocalLog log() {
    return log;
  }

  /** This node, as it is called in an assignment. */
  String self() {
    return Cluster.get(system).selfMember().address().toString();
  }

  /** The assignment to the nodes that there are now. */
  Assignment assignment() {
    return Assignment.of(nodes(), shards, standbys);
  }

  /** The nodes that shards may run on now. */
  Set<String> nodes() {
    return Keeper.nodes(Cluster.get(system).state().getMembers());
  }

  Set<Integer> keptHere() {
    Set<Integer> kept = new TreeSet<>(assignment().keptBy(self()));
    kept.add(listOfShards);
    return kept;
  }

  Set<Integer> warmHere() {
    return IntStream.range(0, shards)
        .filter(log::isWarm)
        .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
  }

  /** Whether the log of a shard is at hand on this node. */
  public boolean isWarm(int shard) {
    return log.isWarm(shard);
  }
}
