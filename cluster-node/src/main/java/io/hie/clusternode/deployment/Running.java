package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.instance.InstanceJvm;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.runtime.Forwarding;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.actormodel.runtime.Productions;
import io.hie.configuration.UsageMeter;
import io.hie.sharding.history.Histories;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

  private final ActorSystem<SpawnProtocol.Command> system;
  private final Histories histories;
  private final ItemSecrets secrets;
  private final SecretUse secretUse;
  private final Plans plans;
  private final Map<String, One> all = new ConcurrentSkipListMap<>();
  private final Map<String, Integer> held = new ConcurrentHashMap<>();
  private final AtomicLong holds = new AtomicLong();
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
    this.system = system;
    this.histories = histories;
    this.secrets = secrets;
    this.secretUse = new SecretUse(secrets);
    this.plans = new Plans(system, histories, clock, jvms, secrets, usage, this::duty);
    this.duty = duty;
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

  /** With which of them the items run. */
  SecretUse secretUse() {
    return secretUse;
  }

  /** What the actors of productions are given. */
  Plans plans() {
    return plans;
  }

  /** Which services are this node's from now on; {@link Follower} makes it so. */
  void duty(Duty next) {
    duty = next;
  }

  /** How items are to be on this node. */
  Map<String, Desired> here(Production production, Map<String, Desired> desired) {
    Map<String, Desired> here = new HashMap<>(desired);
    duty.servicesElsewhere(production).forEach(service -> here.put(service, Desired.STOPPED));
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

  /**
   * Operations that run on other nodes are reached like this from now on.
   *
   * @param way to one
   */
  public void reachBy(Function<ItemAddress, Forwarding.Route> way) {
    plans.reachBy(way);
  }

  /** The documents that run here. */
  List<Production> productions() {
    return all.values().stream().map(One::production).filter(Objects::nonNull).toList();
  }

  /** Those of these items that are not services of other nodes. */
  List<String> ofThisNode(Production production, List<String> items) {
    Set<String> elsewhere = duty.servicesElsewhere(production);
    return items.stream().filter(item -> !elsewhere.contains(item)).toList();
  }

  /** Whether no other node runs anything. */
  boolean isAlone() {
    return duty.isAlone();
  }

  /** What the actor of a production is given for it. */
  ProductionActor.Plan plan(Production production, Map<String, Desired> desired) {
    return plans.of(production, here(production, desired));
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
    return spawn(plans.ofNothing(next, desired))
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
                .thenApply(status -> Whereabouts.in(status, production, one.desired(), duty))
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
