package io.hie.sharding.allocation;

import com.typesafe.config.Config;
import io.hie.sharding.key.EntityId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * Where this node stands in the assignment of shards and their log to nodes. Configured by {@code
 * hie.history}: {@code standby-replicas}, how fast shards move, and when they do to even the load.
 * Safe from any thread.
 *
 * <p>{@link #start} comes after the node is up in its cluster and before its histories, so that it
 * is given no shard before the log that it is to keep has been read.
 */
public final class Placement implements Extension {
  /** Name of the actor that other nodes ask. */
  static final String KEEPER = "shard-log-keeper";

  private static final Duration HURRY = Duration.ofSeconds(60);
  private static final int HURRIED = 4;
  private static final double LEAST_THRESHOLD = 0.05;
  private static final double MOST_THRESHOLD = 1;

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
  private final Optional<LoadBalance> balance;
  private final Duration rest;

  /** The one that lists the shards themselves is needed wherever the coordinator starts. */
  private final int listOfShards;

  private volatile long hurriesUntil = System.nanoTime();
  private volatile LocalLog log = LocalLog.EVERYWHERE;
  private volatile Map<Integer, String> moved = Map.of();
  private volatile Supplier<Map<Integer, Double>> load = Map::of;
  private volatile org.apache.pekko.actor.typed.@Nullable ActorRef<Keeper.Command> keeper;

  private Placement(ActorSystem<?> system) {
    this.system = system;
    Config config = system.settings().config().getConfig("hie.history");
    this.shards = config.getInt("shards");
    this.standbys = standbys(config.getString("standby-replicas"));
    this.movesAtOnce = Math.max(1, config.getInt("rebalance-at-once"));
    this.settle = config.getDuration("standby-settle");
    this.balance =
        threshold(config.getString("rebalancing-threshold"))
            .map(threshold -> new LoadBalance(threshold, config.getDouble("rebalancing-floor")));
    this.rest = config.getDuration("rebalancing-rest");
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

  private static Optional<Double> threshold(String setting) {
    if (setting.equals("off")) {
      return Optional.empty();
    }
    try {
      double threshold = Double.parseDouble(setting);
      if (threshold >= LEAST_THRESHOLD && threshold <= MOST_THRESHOLD) {
        return Optional.of(threshold);
      }
    } catch (NumberFormatException notANumber) {
      // The text below says what it can be.
    }
    throw new IllegalArgumentException(
        "hie.history.rebalancing-threshold (HIE_REBALANCING_THRESHOLD) is \""
            + setting
            + "\"; it can be a part of one from "
            + LEAST_THRESHOLD
            + " to "
            + MOST_THRESHOLD
            + ", such as 0.2 for a fifth, or off");
  }

  /**
   * Begins to keep what is assigned to this node, now and as the cluster changes.
   *
   * @return done when what is assigned now is at hand
   */
  public CompletionStage<Void> start(LocalLog localLog) {
    this.log = localLog;
    CompletableFuture<Void> first = new CompletableFuture<>();
    keeper = system.systemActorOf(Keeper.create(this, settle, first), KEEPER, Props.empty());
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

  /**
   * Says how many messages a second of each shard this node takes in, which decides whether shards
   * move to even the load. Without it this node counts as one that does nothing.
   *
   * @param perSecond called now and then from any thread; must not block
   */
  public void load(Supplier<Map<Integer, Double>> perSecond) {
    load = perSecond;
  }

  /** Whether a shard has its home for the load, and not by its number. */
  public boolean isMoved(int shard) {
    String home = moved.get(shard);
    return home != null && nodes().contains(home);
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

  /** When shards move to even the load; empty if they do not. */
  Optional<Rebalancing> rebalancing() {
    return balance.map(each -> new Rebalancing(each, rest, System::nanoTime));
  }

  /** Whether all nodes are up and can be reached. */
  boolean isSettled() {
    ClusterEvent.CurrentClusterState now = Cluster.get(system).state();
    return now.getUnreachable().isEmpty()
        && StreamSupport.stream(now.getMembers().spliterator(), false)
            .allMatch(member -> member.status() == MemberStatus.up());
  }

  Map<Integer, Double> loadHere() {
    return load.get();
  }

  /** These homes were given for load; all others are by number. */
  void moved(Map<Integer, String> homes) {
    moved = Map.copyOf(homes);
  }

  /** Gives a shard another home on all nodes. */
  void move(int shard, String home) {
    boolean isItsOwn = Assignment.of(nodes(), shards, standbys).keepers(shard).indexOf(home) == 0;
    Map<Integer, @Nullable String> change = new HashMap<>();
    change.put(shard, isItsOwn ? null : home);
    change(change);
  }

  /** Forgets what was given to nodes that are gone. */
  void forgetTheGone() {
    Set<String> members = new HashSet<>();
    Cluster.get(system)
        .state()
        .getMembers()
        .forEach(member -> members.add(member.address().toString()));
    Map<Integer, @Nullable String> change = new HashMap<>();
    moved.forEach(
        (shard, home) -> {
          if (!members.contains(home)) {
            change.put(shard, null);
          }
        });
    if (!change.isEmpty()) {
      change(change);
    }
  }

  private void change(Map<Integer, @Nullable String> change) {
    var told = keeper;
    if (told != null) {
      Map<Integer, String> homes = new HashMap<>(moved);
      change.forEach(
          (shard, home) -> {
            homes.remove(shard);
            if (home != null) {
              homes.put(shard, home);
            }
          });
      moved(homes); // at once here, where shards are placed
      told.tell(new Keeper.Move(change));
    }
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
    return Assignment.of(nodes(), shards, standbys, moved);
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
