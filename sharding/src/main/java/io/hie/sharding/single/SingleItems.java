package io.hie.sharding.single;

import io.hie.actormodel.runtime.Forwarding;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.sharding.CborSerializable;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Which items of which the cluster runs one this node is to run, and where the others are. Each
 * item has a {@link SeatEntity}; every node sees to it that there is one for each item that it
 * knows. Safe from any thread.
 *
 * <p>A node that has never had another beside it takes all at once, and keeps what it has until it
 * hears that another was given it.
 */
public final class SingleItems {
  /** Name of the actor that other nodes ask. */
  static final String NAME = "single-items";

  private static final EntityTypeKey<SeatEntity.Command> TYPE =
      EntityTypeKey.create(SeatEntity.Command.class, "single-item");

  private static final Duration LOOK = Duration.ofSeconds(1);

  /**
   * How this node is.
   *
   * @param load messages a second of all its items
   * @param byItem those of items of which there is one, that run here
   * @param taken items of each production that other rules place here, by workspace and name with a
   *     slash between
   * @param leaving whether it is to be given nothing more, and relieved of what it has
   */
  public record Local(
      double load, Map<ItemAddress, Double> byItem, Map<String, Integer> taken, boolean leaving) {
    public Local {
      byItem = Map.copyOf(byItem);
      taken = Map.copyOf(taken);
    }
  }

  /** A node, as far as this is concerned. Called from actors' threads; must not block. */
  public interface Host {
    /** All items of its productions of which there is one. */
    Collection<SingleItem> known();

    /** Those of them that it runs if there is no other node. */
    Set<ItemAddress> whenAlone();

    CompletionStage<Local> local();

    /** Which items are its own from now on. */
    void changed(View view);

    /** Done when the item, which {@link #changed} took away, has let go of everything. */
    CompletionStage<?> letGo(ItemAddress item);
  }

  /**
   * Where the items are.
   *
   * @param here on this node
   * @param elsewhere address of the node, of those on others
   */
  public record View(Set<ItemAddress> here, Map<ItemAddress, String> elsewhere) {
    /** Nothing is known. */
    public static final View NONE = new View(Set.of(), Map.of());

    public View {
      here = Set.copyOf(here);
      elsewhere = Map.copyOf(elsewhere);
    }
  }

  /** What its actor is told. */
  sealed interface Command {}

  /** Where an item's seat is. */
  record Here(String item, String node) implements Command, CborSerializable {}

  /** How is this node? */
  record AskState(ActorRef<State> replyTo) implements Command, CborSerializable {}

  /**
   * Answers {@link AskState}.
   *
   * @param runs ids of what it runs
   * @param byItem messages a second, by id
   */
  record State(
      double load,
      Map<String, Double> byItem,
      Map<String, Integer> taken,
      Set<String> runs,
      boolean leaving)
      implements CborSerializable {}

  private record Look() implements Command {}

  private final ActorSystem<?> system;
  private final Host host;
  private final ActorRef<ShardingEnvelope<SeatEntity.Command>> region;
  private final Deliveries deliveries;
  private final Set<ItemAddress> here = ConcurrentHashMap.newKeySet();
  private final Map<ItemAddress, String> elsewhere = new ConcurrentHashMap<>();
  private volatile View told = View.NONE;

  /** Takes part in it from now on. */
  public static SingleItems start(ActorSystem<?> system, Host host) {
    return new SingleItems(system, host);
  }

  private SingleItems(ActorSystem<?> system, Host host) {
    this.system = system;
    this.host = host;
    this.region =
        ClusterSharding.get(system)
            .init(
                Entity.of(
                        TYPE,
                        entity ->
                            SeatEntity.create(
                                SingleItem.addressOf(entity.getEntityId()),
                                entity.getShard(),
                                this))
                    // Whoever knows the item asks for it, so nothing need be remembered.
                    .withSettings(
                        ClusterShardingSettings.create(system).withRememberEntities(false))
                    .withStopMessage(new SeatEntity.GoAway())
                    .withMessageExtractor(new OneEach())
                    .withAllocationStrategy(new SingleAllocation(system, this)));
    this.deliveries = new Deliveries(system, region);
    system.systemActorOf(Behaviors.setup(this::looking), NAME, Props.empty());
  }

  /** A shard for each item, so that it moves by itself. */
  private static final class OneEach
      extends ShardingMessageExtractor<ShardingEnvelope<SeatEntity.Command>, SeatEntity.Command> {
    @Override
    public String entityId(ShardingEnvelope<SeatEntity.Command> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return entityId;
    }

    @Override
    public SeatEntity.Command unwrapMessage(ShardingEnvelope<SeatEntity.Command> envelope) {
      return envelope.message();
    }
  }

  private Behavior<Command> looking(ActorContext<Command> context) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, LOOK);
          ActorRef<Here> answers = context.messageAdapter(Here.class, here -> here);
          return Behaviors.receiveMessage(
              command -> {
                switch (command) {
                  case Look look -> look(answers);
                  case Here at -> heard(SingleItem.addressOf(at.item()), at.node());
                  case AskState ask -> state(ask.replyTo());
                }
                return Behaviors.same();
              });
        });
  }

  private void look(ActorRef<Here> answers) {
    if (isAlone()) {
      here.addAll(host.whenAlone());
      tell();
    }
    for (SingleItem item : host.known()) {
      region.tell(new ShardingEnvelope<>(item.id(), new SeatEntity.Ping(answers)));
    }
  }

  private boolean isAlone() {
    return Cluster.get(system).state().members().size() == 1;
  }

  private void heard(ItemAddress item, String node) {
    if (node.equals(self())) {
      return;
    }
    here.remove(item);
    elsewhere.put(item, node);
    tell();
  }

  private void state(ActorRef<State> replyTo) {
    host.local()
        .thenAccept(
            local -> {
              Map<String, Double> byItem = new ConcurrentHashMap<>();
              local.byItem().forEach((item, load) -> byItem.put(SingleItem.idOf(item), load));
              Set<String> runs = ConcurrentHashMap.newKeySet();
              here.forEach(item -> runs.add(SingleItem.idOf(item)));
              replyTo.tell(new State(local.load(), byItem, local.taken(), runs, local.leaving()));
            });
  }

  private synchronized void tell() {
    View view = new View(here, elsewhere);
    if (!view.equals(told)) {
      told = view;
      host.changed(view);
    }
  }

  /** The way to an operation that runs on another node. */
  public Forwarding.Route route(ItemAddress item) {
    return deliveries.to(item);
  }

  // --- for the seats and their allocation

  void grant(ItemAddress item) {
    elsewhere.remove(item);
    here.add(item);
    tell();
  }

  CompletionStage<?> release(ItemAddress item) {
    here.remove(item);
    tell();
    return host.letGo(item);
  }

  Duration forgetAfter() {
    return system.settings().config().getDuration("hie.single-items.forget-after");
  }

  String self() {
    return Cluster.get(system).selfMember().address().toString();
  }

  Collection<SingleItem> known() {
    return host.known();
  }
}
