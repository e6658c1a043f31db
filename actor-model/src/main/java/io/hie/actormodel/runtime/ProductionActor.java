package io.hie.actormodel.runtime;

import io.hie.actormodel.deployment.Action;
import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.instance.InstanceJvm;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.SecretValues;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the items of one production as they are to be, and puts changed documents into effect.
 * Operations start first and services last, so that nothing is taken in before there is somewhere
 * to go; they stop the other way round. One change or operation is done at a time.
 */
public final class ProductionActor {
  /** Short, since an item that stops while it is asked never answers. */
  private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(5);

  private static final Answer BUSY =
      new Answer("another change of this production is under way; try again when it is done");

  /** What a production is told. */
  public sealed interface Command {}

  /** How all its items are; those that do not answer in time are left out. */
  public record GetStatus(ActorRef<Status> replyTo) implements Command {}

  /** Stop the services: nothing more is taken in, and what was taken in is answered. */
  public record StopServices(ActorRef<Done> replyTo) implements Command {}

  /** Stop everything else. */
  public record StopAll(ActorRef<Done> replyTo) implements Command {}

  /**
   * Do something with items, which must be enabled ones of it.
   *
   * @param items their names
   */
  public record Operate(List<String> items, Action action, ActorRef<Answer> replyTo)
      implements Command {}

  /**
   * Put another document into effect. Answered when it is, with all that it removes gone, or when
   * everything is as before.
   *
   * @param next the new document's
   * @param change what differs
   * @param commit writes down that it is applied; called once everything new has started
   */
  public record Change(
      Plan next,
      ChangePlan change,
      Supplier<? extends CompletionStage<?>> commit,
      ActorRef<Answer> replyTo)
      implements Command {}

  /** A step of something longer. */
  record Run(Runnable step) implements Command {}

  /** An item's actor has ended. */
  record Ended(ItemHandle item) implements Command {}

  /** Something longer is done. */
  private record Finished() implements Command {}

  /**
   * How it went.
   *
   * @param problem why it was not done; empty if it was
   */
  public record Answer(String problem) {
    /** Whether nothing was done because something else is being done. */
    public boolean isBusy() {
      return equals(BUSY);
    }
  }

  /**
   * The items' statuses, in the order of the document, and then those on their way out.
   *
   * @param desired how they are to be
   * @param jars the jar whose code an item runs, with its version, by its name; those of the class
   *     path are not in it
   */
  public record Status(
      String workspace,
      String project,
      List<ItemStatus> items,
      Map<String, Desired> desired,
      Map<String, String> jars) {
    public Status {
      items = List.copyOf(items);
      desired = Map.copyOf(desired);
      jars = Map.copyOf(jars);
    }
  }

  /**
   * A production to run.
   *
   * @param items the enabled ones, each with its type
   * @param intake the way in for a service, by its name
   * @param desired items that are not to be running
   * @param jvms beside this one, for items whose execution mode is {@code multiprocess}
   * @param secrets for the items when they are built
   * @param forwarding which operations run on other nodes
   */
  public record Plan(
      DeployedProduction production,
      List<Part> items,
      Function<String, Intake> intake,
      Outcomes outcomes,
      Clock clock,
      Map<String, Desired> desired,
      List<InstanceJvm> jvms,
      SecretValues secrets,
      Forwarding forwarding) {

    /** With no other node. */
    public Plan(
        DeployedProduction production,
        List<Part> items,
        Function<String, Intake> intake,
        Outcomes outcomes,
        Clock clock,
        Map<String, Desired> desired,
        List<InstanceJvm> jvms,
        SecretValues secrets) {
      this(production, items, intake, outcomes, clock, desired, jvms, secrets, Forwarding.NONE);
    }

    /** With every item running, in this JVM. */
    public Plan(
        DeployedProduction production,
        List<Part> items,
        Function<String, Intake> intake,
        Outcomes outcomes,
        Clock clock) {
      this(production, items, intake, outcomes, clock, Map.of(), List.of(), SecretValues.NONE);
    }

    /** An item and its type. */
    public record Part(ItemDefinition definition, ItemType type) {}

    @Nullable Part part(String item) {
      for (Part part : items) {
        if (part.definition().name().equals(item)) {
          return part;
        }
      }
      return null;
    }
  }

  private final ActorContext<Command> context;
  private final Crew crew;
  private Plan plan;
  private boolean busy;

  /**
   * Runs a production. Its {@link DeployedProduction} must be known to {@link Productions} already.
   */
  public static Behavior<Command> create(Plan plan) {
    return Behaviors.setup(
        context -> {
          ProductionActor actor = new ProductionActor(plan, context);
          actor.startItems();
          return Behaviors.receiveMessage(actor::onCommand);
        });
  }

  private ProductionActor(Plan plan, ActorContext<Command> context) {
    this.plan = plan;
    this.context = context;
    this.crew = new Crew(context, plan.desired());
  }

  private void startItems() {
    for (Plan.Part part : downstreamFirst(plan.items())) {
      if (crew.desired(part.definition().name()) != Desired.STOPPED) {
        crew.start(plan, part, true);
      }
    }
  }

  static List<Plan.Part> downstreamFirst(List<Plan.Part> parts) {
    List<Plan.Part> inOrder = new ArrayList<>(parts);
    inOrder.sort(Comparator.comparing((Plan.Part part) -> part.definition().kind()).reversed());
    return inOrder;
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case GetStatus get -> collectStatus(get.replyTo());
      case StopServices stop -> stop(Crew.services(crew.all()), stop.replyTo());
      case StopAll stop -> stop(crew.all(), stop.replyTo());
      case Operate operate ->
          longer(
              () -> new Operating(crew, plan).run(operate.items(), operate.action()),
              operate.replyTo());
      case Change change -> longer(() -> rollOut(change), change.replyTo());
      case Run run -> run.step().run();
      case Ended ended -> crew.ended(ended.item());
      case Finished finished -> busy = false;
    }
    return Behaviors.same();
  }

  private CompletableFuture<String> rollOut(Change change) {
    change.next().desired().forEach(crew::want);
    return new Rollout(
            context.getSystem(),
            crew,
            plan,
            change.next(),
            change.change(),
            change.commit(),
            inEffect -> plan = inEffect)
        .run();
  }

  private void longer(Supplier<CompletableFuture<String>> doing, ActorRef<Answer> replyTo) {
    if (busy) {
      replyTo.tell(BUSY);
      return;
    }
    busy = true;
    doing
        .get()
        .whenComplete(
            (problem, failure) -> {
              context.getSelf().tell(new Finished());
              replyTo.tell(
                  new Answer(failure == null ? problem : "failed with " + Rollout.nameOf(failure)));
            });
  }

  private void collectStatus(ActorRef<Status> replyTo) {
    Map<String, CompletableFuture<ItemStatus>> answers = new LinkedHashMap<>();
    Map<String, Desired> desired = new LinkedHashMap<>();
    Map<String, String> jars = new LinkedHashMap<>();
    for (Plan.Part part : plan.items()) {
      String name = part.definition().name();
      if (!part.type().jar().isEmpty()) {
        jars.put(name, part.type().jar());
      }
      ItemHandle item = crew.visible(name);
      desired.put(name, crew.desired(name));
      answers.put(
          name,
          item == null
              ? CompletableFuture.completedFuture(absent(part.definition()))
              : statusOf(item));
    }
    for (ItemHandle item : crew.visible()) {
      answers.computeIfAbsent(item.definition().name(), leaving -> statusOf(item));
    }
    DeployedProduction production = plan.production();
    Crew.allOf(answers.values())
        .whenComplete(
            (done, failure) ->
                replyTo.tell(
                    new Status(
                        production.workspace(),
                        production.project(),
                        answers.values().stream().map(CompletableFuture::join).toList(),
                        desired,
                        jars)));
  }

  private CompletableFuture<ItemStatus> statusOf(ItemHandle item) {
    ItemDefinition definition = item.definition();
    return item.ask(ItemCommand.GetStatus::new, STATUS_TIMEOUT)
        .exceptionally(silent -> without(definition, ItemStatus.Phase.FAILED, "does not answer"));
  }

  /** An item whose actor is not there. */
  private ItemStatus absent(ItemDefinition definition) {
    return crew.hasFailed(definition.name())
        ? without(
            definition,
            ItemStatus.Phase.FAILED,
            "failed more often than its RestartPolicy allows; its log has why")
        : without(definition, ItemStatus.Phase.STOPPED, "");
  }

  private ItemStatus without(ItemDefinition definition, ItemStatus.Phase phase, String detail) {
    DeployedProduction production = plan.production();
    return new ItemStatus(
        new ItemAddress(production.workspace(), production.project(), definition.name()),
        definition.type(),
        definition.kind(),
        phase,
        detail,
        0,
        QueueFigures.NONE,
        null,
        0,
        null);
  }

  /** For good: how they are to be stays as it is. */
  private void stop(List<ItemHandle> items, ActorRef<Done> replyTo) {
    crew.stop(items).whenComplete((done, slow) -> replyTo.tell(Done.getInstance()));
  }
}
