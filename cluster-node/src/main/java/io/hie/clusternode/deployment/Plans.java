package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.instance.InstanceJvm;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.Production.UnavailableItem;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import io.hie.actormodel.runtime.Forwarding;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.configuration.UsageMeter;
import io.hie.sharding.history.Histories;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * What the actor of a production is given: its items, the way of what they take in to the
 * histories, what is counted of it, and the way to those that run elsewhere. Safe from any thread.
 */
public final class Plans {
  /** After which what has not come to the log holds up nothing behind it. */
  private static final Duration STANDSTILL = Duration.ofMillis(50);

  private final Histories histories;
  private final Clock clock;
  private final List<InstanceJvm> jvms;
  private final ItemSecrets secrets;
  private final UsageMeter usage;
  private final Supplier<Duty> duty;
  private final FairShares shares;
  private final Map<ItemAddress, Rate> intake = new ConcurrentHashMap<>();

  /** The operations that were made as ways to other nodes. */
  private final Set<ItemAddress> forwarded = ConcurrentHashMap.newKeySet();

  private final CompletableFuture<Function<ItemAddress, Forwarding.Route>> ways =
      new CompletableFuture<>();

  Plans(
      ActorSystem<?> system,
      Histories histories,
      Clock clock,
      List<InstanceJvm> jvms,
      ItemSecrets secrets,
      UsageMeter usage,
      Supplier<Duty> duty) {
    this.histories = histories;
    this.clock = clock;
    this.jvms = List.copyOf(jvms);
    this.secrets = secrets;
    this.usage = usage;
    this.duty = duty;
    this.shares =
        new FairShares(
            system.settings().config().getInt("hie.intake.fair-share"),
            System::nanoTime,
            look -> system.scheduler().scheduleOnce(STANDSTILL, look, system.executionContext()));
  }

  /** What histories need to know of a production. */
  public static DeployedProduction described(Production production) {
    Map<String, DeployedItem> items = new HashMap<>();
    for (ItemDefinition item : production.items()) {
      items.put(
          item.name(),
          new DeployedItem(item.kind(), item.host(), production.graph().upstreamOf(item.name())));
    }
    Set<String> unavailable = new HashSet<>();
    for (UnavailableItem item : production.unavailable()) {
      unavailable.add(item.name());
    }
    return described(production, items).withUnavailable(unavailable);
  }

  private static DeployedProduction described(
      Production production, Map<String, DeployedItem> items) {
    return new DeployedProduction(
        production.workspace().id(),
        production.name(),
        production.settings().shardingStrategy(),
        Math.min(production.settings().maxOpenMessages(), mostOpenMessages()),
        items);
  }

  /**
   * An open message and its history take up to some 6 KiB of heap; together they get less than half
   * of it.
   */
  private static int mostOpenMessages() {
    return (int)
        Math.min(
            Integer.MAX_VALUE, Math.max(1_000, Runtime.getRuntime().maxMemory() / (16 * 1024)));
  }

  /**
   * For all of its items.
   *
   * @param here how they are to be on this node
   */
  ProductionActor.Plan of(Production production, Map<String, Desired> here) {
    List<ProductionActor.Plan.Part> parts = new ArrayList<>();
    for (ItemDefinition item : production.items()) {
      if (item.enabled()) {
        parts.add(new ProductionActor.Plan.Part(item, production.types().get(item.type())));
      }
    }
    return plan(described(production), parts, here, item -> route(production, item));
  }

  /** For none of them yet. */
  ProductionActor.Plan ofNothing(Production production, Map<String, Desired> desired) {
    return plan(described(production, Map.of()), List.of(), desired, Forwarding.NONE);
  }

  private ProductionActor.Plan plan(
      DeployedProduction deployed,
      List<ProductionActor.Plan.Part> parts,
      Map<String, Desired> desired,
      Forwarding forwarding) {
    return new ProductionActor.Plan(
        deployed,
        parts,
        service ->
            new MeteredIntake(
                fair(
                    deployed,
                    service,
                    histories.intake(deployed.workspace(), deployed.project(), service)),
                usage.of(deployed.workspace()),
                intake.computeIfAbsent(
                    new ItemAddress(deployed.workspace(), deployed.project(), service),
                    first -> new Rate(System.nanoTime()))),
        histories.outcomes(),
        clock,
        desired,
        jvms,
        secrets.of(deployed.workspace()),
        forwarding);
  }

  /** Those whose senders wait for a receiver's answer have no turn to wait for. */
  private Intake fair(DeployedProduction production, String service, Intake stored) {
    DeployedItem item = production.item(service);
    boolean answers = item != null && !item.host().answeringTargets().isEmpty();
    return answers ? stored : new FairIntake(stored, shares.of(production.workspace()));
  }

  /** Messages a second that a service takes in on this node. */
  double intakePerSecond(ItemAddress service) {
    Rate rate = intake.get(service);
    return rate == null ? 0 : rate.perSecond(System.nanoTime());
  }

  /**
   * Operations that run on other nodes are reached like this from now on.
   *
   * @param way to one
   */
  void reachBy(Function<ItemAddress, Forwarding.Route> way) {
    ways.complete(way);
  }

  /** Notes how it is made, so that it is made anew when that is to be otherwise. */
  private Forwarding.@Nullable Route route(Production production, ItemAddress item) {
    boolean elsewhere = duty.get().elsewhere(production).contains(item.item());
    if (elsewhere) {
      forwarded.add(item);
    } else {
      forwarded.remove(item);
    }
    return elsewhere ? new LateRoute(ways, item) : null;
  }

  /** The operations of a production that run here and are not to, or the other way round. */
  List<String> misplaced(Production production) {
    Set<String> elsewhere = duty.get().elsewhere(production);
    return production.items().stream()
        .filter(item -> item.enabled() && item.kind() == ItemKind.OPERATION)
        .map(ItemDefinition::name)
        .filter(
            name ->
                elsewhere.contains(name)
                    != forwarded.contains(
                        new ItemAddress(production.workspace().id(), production.name(), name)))
        .toList();
  }
}
