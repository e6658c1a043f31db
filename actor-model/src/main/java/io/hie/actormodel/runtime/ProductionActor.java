package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.ItemDefinition;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.LoggerFactory;

/**
 * Keeps the items of one production running. Operations start first and services last, so that
 * nothing is taken in before there is somewhere to go; they stop the other way round.
 */
public final class ProductionActor {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  /** Short, since an item that stops while it is asked never answers. */
  private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(5);

  /** What a production is told. */
  public sealed interface Command {}

  /** How all its items are; those that do not answer in time are left out. */
  public record GetStatus(ActorRef<Status> replyTo) implements Command {}

  /** Stop the services: nothing more is taken in, and what was taken in is answered. */
  public record StopServices(ActorRef<Done> replyTo) implements Command {}

  /** Stop everything else. */
  public record StopAll(ActorRef<Done> replyTo) implements Command {}

  /** The items' statuses, in the order of the document. */
  public record Status(String workspace, String project, List<ItemStatus> items) {}

  /**
   * A production to run.
   *
   * @param items the enabled ones, each with its type
   * @param intake the way in for a service, by its name
   */
  public record Plan(
      DeployedProduction production,
      List<Part> items,
      Function<String, Intake> intake,
      Outcomes outcomes,
      Clock clock) {

    /** An item and its type. */
    public record Part(ItemDefinition definition, ItemType type) {}
  }

  private final Plan plan;
  private final ActorContext<Command> context;
  private final Map<String, ActorRef<ItemCommand>> services = new LinkedHashMap<>();
  private final Map<String, ActorRef<ItemCommand>> others = new LinkedHashMap<>();

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
  }

  private void startItems() {
    List<Plan.Part> inOrder = new ArrayList<>(plan.items());
    inOrder.sort(Comparator.comparing((Plan.Part part) -> part.definition().kind()).reversed());
    for (Plan.Part part : inOrder) {
      Map<String, ActorRef<ItemCommand>> kind =
          part.definition().kind() == ItemKind.SERVICE ? services : others;
      kind.put(part.definition().name(), ItemSpawner.spawn(context, plan, part));
    }
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case GetStatus get -> collectStatus(get.replyTo());
      case StopServices stop -> stop(services, stop.replyTo());
      case StopAll stop -> {
        Map<String, ActorRef<ItemCommand>> left = new LinkedHashMap<>(services);
        left.putAll(others);
        stop(left, stop.replyTo());
      }
    }
    return Behaviors.same();
  }

  private void collectStatus(ActorRef<Status> replyTo) {
    Map<String, ActorRef<ItemCommand>> all = new LinkedHashMap<>(services);
    all.putAll(others);
    Map<String, CompletableFuture<ItemStatus>> answers = new LinkedHashMap<>();
    for (Plan.Part part : plan.items()) {
      String name = part.definition().name();
      answers.put(name, ask(all.get(name), ItemCommand.GetStatus::new, STATUS_TIMEOUT));
    }
    whenAll(
        answers.values(),
        () -> {
          List<ItemStatus> statuses = new ArrayList<>();
          for (Plan.Part part : plan.items()) {
            ItemDefinition definition = part.definition();
            statuses.add(
                answers.get(definition.name()).exceptionally(silent -> stopped(definition)).join());
          }
          DeployedProduction production = plan.production();
          replyTo.tell(new Status(production.workspace(), production.project(), statuses));
        });
  }

  /**
   * The status of an item whose actor is gone: it failed more often than its restart policy allows.
   */
  private ItemStatus stopped(ItemDefinition definition) {
    DeployedProduction production = plan.production();
    return new ItemStatus(
        new ItemAddress(production.workspace(), production.project(), definition.name()),
        definition.type(),
        definition.kind(),
        ItemStatus.Phase.FAILED,
        "does not answer",
        0,
        QueueFigures.NONE,
        null,
        0);
  }

  private void stop(Map<String, ActorRef<ItemCommand>> items, ActorRef<Done> replyTo) {
    List<CompletableFuture<Done>> answers = new ArrayList<>();
    items.values().forEach(item -> answers.add(ask(item, ItemCommand.Stop::new, STOP_TIMEOUT)));
    whenAll(answers, () -> replyTo.tell(Done.getInstance()));
  }

  private <T> CompletableFuture<T> ask(
      ActorRef<ItemCommand> item,
      org.apache.pekko.japi.function.Function<ActorRef<T>, ItemCommand> command,
      Duration timeout) {
    return AskPattern.ask(item, command, timeout, context.getSystem().scheduler())
        .toCompletableFuture();
  }

  private static <T> void whenAll(Collection<CompletableFuture<T>> answers, Runnable then) {
    CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .whenComplete((done, failure) -> then.run());
  }
}
