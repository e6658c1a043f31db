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
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.actormodel.runtime.Productions;
import io.hie.configuration.UsageMeter;
import io.hie.sharding.history.Histories;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/** The productions that run on this node. Safe from any thread. */
public final class Running {
  private static final Duration ASK = Duration.ofSeconds(25);

  /** After which what has not come to the log holds up nothing behind it. */
  private static final Duration STANDSTILL = Duration.ofMillis(50);

  private final ActorSystem<SpawnProtocol.Command> system;
  private final FairShares shares;
  private final Histories histories;
  private final Clock clock;
  private final List<InstanceJvm> jvms;
  private final ItemSecrets secrets;
  private final UsageMeter usage;
  private final Map<String, Map<String, Long>> gaveUp = new ConcurrentHashMap<>();
  private final Map<String, One> all = new ConcurrentSkipListMap<>();
  private final Map<String, Integer> held = new ConcurrentHashMap<>();
  private final AtomicLong holds = new AtomicLong();
  private final Set<ItemAddress> forwarded = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Function<ItemAddress, Forwarding.Route>> ways =
      new CompletableFuture<>();
  private final Map<ItemAddress, Rate> intake = new ConcurrentHashMap<>();
  private final Map<ItemAddress, CompletableFuture<Void>> lettingGo = new ConcurrentHashMap<>();
  private volatile Duty duty;

  /**
   * One of them.
   *
   * @param production null while its first document is being put into effect
   * @param desired how the cluster wants its items; on this node services of others are stopped
   */
  public record One(
      @Nullable Production production,
      ActorRef<ProductionActor.Command> actor,
      Map<String, Desired> desired) {
    public One {
      desired = Map.copyOf(desired);
    }
  }

  /**
   * None yet.
   *
   * @param jvms beside this one, for items of the execution mode {@code multiprocess}
   * @param duty which services are this node's at first
   */
  public Running(
      ActorSystem<SpawnProtocol.Command> system,
      Histories histories,
      Clock clock,
      List<InstanceJvm> jvms,
      ItemSecrets secrets,
      UsageMeter usage,
      Duty duty) {
    this.usage = usage;
    this.secrets = secrets;
    this.jvms = List.copyOf(jvms);
    this.system = system;
    this.shares =
        new FairShares(
            system.settings().config().getInt("hie.intake.fair-share"),
            System::nanoTime,
            look -> system.scheduler().scheduleOnce(STANDSTILL, look, system.executionContext()));
    this.histories = histories;
    this.clock = clock;
    this.duty = duty;
  }

  /**
   * Whether an item of a production runs with a secret that is another one now, and was not tried
   * with that in vain.
   */
  boolean isBehind(Production production) {
    Map<String, Long> now = secretsNow(production);
    return !now.equals(gaveUp.get(key(production.workspace().id(), production.name())))
        && production.items().stream()
            .filter(ItemDefinition::enabled)
            .flatMap(item -> item.secrets().entrySet().stream())
            .anyMatch(
                each -> !each.getValue().equals(now.getOrDefault(each.getKey(), each.getValue())));
  }

  /** The revisions of its secrets. */
  private Map<String, Long> secretsNow(Production production) {
    Map<String, Long> now =
        new HashMap<>(
            Objects.requireNonNullElse(secrets.known().of(production.workspace().id()), Map.of()));
    Set<String> used = new HashSet<>();
    production.items().forEach(item -> used.addAll(item.secrets().keySet()));
    now.keySet().retainAll(used);
    return now;
  }

  /** Its items go on with the secrets that they have, until others come. */
  void giveUp(Production production) {
    gaveUp.put(key(production.workspace().id(), production.name()), secretsNow(production));
  }

  /** The items of a workspace that name each secret, as project/item. */
  Map<String, List<String>> secretsInUse(String workspace) {
    Map<String, List<String>> used = new TreeMap<>();
    for (Production production : productions(workspace)) {
      for (ItemDefinition item : production.items()) {
        for (String name : item.secrets().keySet()) {
          used.computeIfAbsent(name, first -> new ArrayList<>())
              .add(production.name() + "/" + item.name());
        }
      }
    }
    return used;
  }

  /** Those of a workspace that have items, by name; the others are removed. */
  List<Production> productions(String workspace) {
    return all.values().stream()
        .map(One::production)
        .filter(Objects::nonNull)
        .filter(each -> each.workspace().id().equals(workspace))
        .filter(each -> !each.items().isEmpty() || !each.unavailable().isEmpty())
        .toList();
  }

  /** Where the secrets of a workspace are had. */
  ItemSecrets secrets() {
    return secrets;
  }

  /** Which services are this node's from now on; {@link Follower} makes it so. */
  void duty(Duty next) {
    duty = next;
  }

  /** How items are to be on this node. */
  Map<String, Desired> here(Production production, Map<String, Desired> desired) {
    Map<String, Desired> here = new HashMap<>(desired);
    elsewhere(production).forEach(service -> here.put(service, Desired.STOPPED));
    return here;
  }

  /** Which items are this node's now. */
  Duty duty() {
    return duty;
  }

  /**
   * Done when an item that this node is not to run any more has let go of everything, which {@link
   * #settled} tells.
   */
  CompletionStage<Void> letGo(ItemAddress item) {
    One one = all.get(key(item.workspace(), item.project()));
    if (one == null || one.production() == null) {
      return CompletableFuture.completedFuture(null);
    }
    return lettingGo.computeIfAbsent(item, first -> new CompletableFuture<>());
  }

  /** The items of a production are as that duty says. */
  void settled(String workspace, String project, Duty reached) {
    lettingGo.forEach(
        (item, gone) -> {
          if (item.workspace().equals(workspace)
              && item.project().equals(project)
              && !reached.singles().here().contains(item)) {
            lettingGo.remove(item, gone);
            gone.complete(null);
          }
        });
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
  public void reachBy(Function<ItemAddress, Forwarding.Route> way) {
    ways.complete(way);
  }

  /** Notes how it is made, so that it is made anew when that is to be otherwise. */
  private Forwarding.@Nullable Route route(Production production, ItemAddress item) {
    boolean elsewhere = duty.elsewhere(production).contains(item.item());
    if (elsewhere) {
      forwarded.add(item);
    } else {
      forwarded.remove(item);
    }
    return elsewhere ? new LateRoute(ways, item) : null;
  }

  /** The operations of a production that run here and are not to, or the other way round. */
  List<String> misplaced(Production production) {
    Set<String> elsewhere = duty.elsewhere(production);
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

  /** The documents that run here. */
  List<Production> productions() {
    return all.values().stream().map(One::production).filter(Objects::nonNull).toList();
  }

  /** Those of these items that are not services of other nodes. */
  List<String> ofThisNode(Production production, List<String> items) {
    Set<String> elsewhere = elsewhere(production);
    return items.stream().filter(item -> !elsewhere.contains(item)).toList();
  }

  /** Whether no other node runs anything. */
  boolean isAlone() {
    return duty.isAlone();
  }

  /** The services of a production that are another node's, by name. */
  private Set<String> elsewhere(Production production) {
    Set<String> elsewhere = new HashSet<>(duty.elsewhere(production));
    elsewhere.removeIf(
        name -> production.item(name).filter(item -> item.kind() == ItemKind.SERVICE).isEmpty());
    return elsewhere;
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
    return new DeployedProduction(
            production.workspace().id(),
            production.name(),
            production.settings().shardingStrategy(),
            Math.min(production.settings().maxOpenMessages(), mostOpenMessages()),
            items)
        .withUnavailable(unavailable);
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

  ProductionActor.Plan plan(Production production, Map<String, Desired> desired) {
    List<ProductionActor.Plan.Part> parts = new ArrayList<>();
    for (ItemDefinition item : production.items()) {
      if (item.enabled()) {
        parts.add(new ProductionActor.Plan.Part(item, production.types().get(item.type())));
      }
    }
    return plan(
        described(production), parts, here(production, desired), item -> route(production, item));
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

  /**
   * Starts a production that is known to {@link Productions}. Blocks for a moment; not for an
   * actor's thread.
   */
  public void start(AtStart.Chosen chosen) {
    Production production = chosen.production();
    all.put(
        key(production.workspace().id(), production.name()),
        new One(
            production,
            spawn(plan(production, chosen.desired())).toCompletableFuture().join(),
            chosen.desired()));
  }

  /** The production of this name as it runs now. */
  public Optional<Production> production(String workspace, String project) {
    One one = all.get(key(workspace, project));
    return one == null ? Optional.empty() : Optional.ofNullable(one.production());
  }

  /** The production of this name, or one that runs nothing yet, to be given this document. */
  CompletionStage<One> forChange(Production next, Map<String, Desired> desired) {
    String key = key(next.workspace().id(), next.name());
    One one = all.get(key);
    if (one != null) {
      return CompletableFuture.completedFuture(one);
    }
    DeployedProduction nothing =
        new DeployedProduction(
            next.workspace().id(),
            next.name(),
            next.settings().shardingStrategy(),
            Math.min(next.settings().maxOpenMessages(), mostOpenMessages()),
            Map.of());
    return spawn(plan(nothing, List.of(), desired, Forwarding.NONE))
        .thenApply(
            actor -> {
              One made = new One(null, actor, desired);
              One other = all.putIfAbsent(key, made);
              return other == null ? made : other;
            });
  }

  private CompletionStage<ActorRef<ProductionActor.Command>> spawn(ProductionActor.Plan plan) {
    return AskPattern.ask(
        system,
        replyTo ->
            new SpawnProtocol.Spawn<>(
                ProductionActor.create(plan), "production", Props.empty(), replyTo),
        ASK,
        system.scheduler());
  }

  /** It runs this document from now on. */
  void changed(Production production) {
    all.computeIfPresent(
        key(production.workspace().id(), production.name()),
        (name, one) -> new One(production, one.actor(), one.desired()));
  }

  /** Its items are to be like this from now on. */
  void wanted(String workspace, String project, Map<String, Desired> desired) {
    all.computeIfPresent(
        key(workspace, project), (name, one) -> new One(one.production(), one.actor(), desired));
  }

  /** This node begins to change a production by itself; what is in the log is not followed. */
  void hold(String workspace, String project) {
    holds.incrementAndGet();
    held.merge(key(workspace, project), 1, Integer::sum);
  }

  /** It is done. */
  void release(String workspace, String project) {
    held.computeIfPresent(key(workspace, project), (name, holds) -> holds == 1 ? null : holds - 1);
  }

  /** How often this node began to change something by itself. */
  long holds() {
    return holds.get();
  }

  boolean isHeld(String workspace, String project) {
    return held.containsKey(key(workspace, project));
  }

  @Nullable One find(String workspace, String project) {
    return all.get(key(workspace, project));
  }

  /** Names of all, as workspace/project. */
  List<String> names() {
    return all.entrySet().stream()
        .filter(each -> each.getValue().production() != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether nothing is taken in and nothing is open, so that even the keys may change. */
  boolean isEmpty(Production production, Map<String, Desired> desired) {
    return production.items().stream()
            .allMatch(
                item ->
                    item.kind() != ItemKind.SERVICE
                        || !item.enabled()
                        || desired.get(item.name()) == Desired.STOPPED)
        && isAlone()
        && histories.openMessages(production.workspace().id(), production.name()) == 0;
  }

  /** How all their items are. */
  public CompletionStage<List<ProductionActor.Status>> statuses() {
    List<CompletableFuture<ProductionActor.Status>> answers = new ArrayList<>();
    for (One one : all.values()) {
      Production production = one.production();
      if (production != null) {
        answers.add(
            statusHere(one)
                .thenApply(status -> withWhereabouts(production, one.desired(), status))
                .toCompletableFuture());
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }

  /** How the items of one are on this node, and are to be on it. */
  CompletionStage<ProductionActor.Status> statusHere(One one) {
    return AskPattern.ask(one.actor(), ProductionActor.GetStatus::new, ASK, system.scheduler());
  }

  private ProductionActor.Status withWhereabouts(
      Production production, Map<String, Desired> desired, ProductionActor.Status status) {
    Duty now = duty;
    Set<String> elsewhere = now.elsewhere(production);
    if (elsewhere.isEmpty()) {
      return status;
    }
    Map<String, Desired> wanted = new HashMap<>(status.desired());
    List<ItemStatus> items = new ArrayList<>();
    for (ItemStatus item : status.items()) {
      String name = item.address().item();
      ItemDefinition definition = production.item(name).orElse(null);
      if (definition == null || !elsewhere.contains(name)) {
        items.add(item);
        continue;
      }
      ItemStatus.Phase asStandby =
          item.kind() == ItemKind.SERVICE ? ItemStatus.Phase.STOPPED : ItemStatus.Phase.RUNNING;
      if (item.kind() == ItemKind.SERVICE) {
        wanted.put(name, desired.getOrDefault(name, Desired.RUNNING));
      }
      items.add(
          item.phase() == asStandby && wanted.get(name) != Desired.STOPPED
              ? item.with(ItemStatus.Phase.STANDBY, now.whereabouts(production, definition))
              : item);
    }
    return new ProductionActor.Status(
        status.workspace(), status.project(), items, wanted, status.jars());
  }

  /** Tells all of them, and waits for all. */
  public CompletionStage<Done> tellAll(
      org.apache.pekko.japi.function.Function<ActorRef<Done>, ProductionActor.Command> command) {
    List<CompletableFuture<Done>> answers = new ArrayList<>();
    for (One one : all.values()) {
      answers.add(
          AskPattern.<ProductionActor.Command, Done>ask(
                  one.actor(), command, ASK, system.scheduler())
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .handle((done, failure) -> Done.getInstance());
  }

  private static String key(String workspace, String project) {
    return workspace + "/" + project;
  }
}
