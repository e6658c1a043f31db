package io.hie.actormodel.runtime;

import io.hie.actormodel.instance.InstanceJvm.Blueprint;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.ExecutionMode;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.SecretReferences;
import io.hie.actormodel.production.SecretValues;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Makes the actor of an item, with the mailbox, threads and supervision that its settings say. */
final class ItemSpawner {
  private static final String SINGLE = "hie.single-dispatcher";
  private static final Executor VIRTUAL_THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private ItemSpawner() {}

  /** What was made. */
  record Spawned(ActorRef<ItemCommand> actor, ItemQueue queue) {}

  /**
   * Makes it.
   *
   * @param gate how far it takes part
   * @param paused whether it starts paused
   */
  static Spawned spawn(
      ActorContext<?> context,
      ProductionActor.Plan plan,
      ProductionActor.Plan.Part part,
      Gate gate,
      boolean paused) {
    ItemDefinition definition = part.definition();
    HostSettings host = definition.host();
    ActorSystem<?> system = context.getSystem();
    ItemAddress address =
        new ItemAddress(
            plan.production().workspace(), plan.production().project(), definition.name());
    Lent outcomes = new Lent(plan.outcomes());
    // Where it runs is what heeds the outside: its breaker, its pace and its hooks.
    Forwarding.Route route =
        definition.kind() == ItemKind.OPERATION ? plan.forwarding().route(address) : null;
    Breaker breaker = route != null ? null : Breaker.of(address.toString(), host);
    Pace pace =
        route != null
            ? null
            : Pace.of(
                host,
                (delay, then) ->
                    system.scheduler().scheduleOnce(delay, then, system.executionContext()));
    ItemQueue queue =
        new ItemQueue(
            new ItemQueue.Parts(
                definition.name(), host, Priorities.of(host), breaker, pace, outcomes));
    queue.pause(paused);
    AtomicReference<ItemDefinition> settings = new AtomicReference<>(definition);
    Behavior<ItemCommand> item =
        ItemActor.create(
            new ItemActor.Parts(
                address,
                settings,
                queue,
                breaker,
                pace,
                route != null
                    ? null
                    : ItemHooks.of(address, host, part.type().classLoader(), plan.outcomes()),
                outcomes,
                plan.clock(),
                workers(system, host.executionMode()),
                gate,
                definition1 -> SecretReferences.put(definition1, part.type(), plan.secrets())),
            route != null
                ? status -> new ForwardedOperation(route)
                : maker(system, plan, part.type(), settings, address, pace, gate));
    Props props = Props.empty().withMailboxFromConfig("hie.item-mailbox");
    if (host.executionMode() == ExecutionMode.SINGLE_PROCESS) {
      props = props.withDispatcherFromConfig(SINGLE);
    }
    ActorRef<ItemCommand> actor =
        context.spawn(
            Behaviors.supervise(item).onFailure(RuntimeException.class, strategy(host)),
            Items.get(system)
                .prepare(URLEncoder.encode(definition.name(), StandardCharsets.UTF_8), queue),
            props);
    return new Spawned(actor, queue);
  }

  private static Executor workers(ActorSystem<?> system, ExecutionMode mode) {
    return switch (mode) {
      case THREAD_POOL, MULTIPROCESS -> VIRTUAL_THREADS;
      case SINGLE_PROCESS -> system.dispatchers().lookup(DispatcherSelector.fromConfig(SINGLE));
      case ASYNC -> system.executionContext();
    };
  }

  private static Function<ItemContext.StatusListener, Item> maker(
      ActorSystem<?> system,
      ProductionActor.Plan plan,
      ItemType type,
      AtomicReference<ItemDefinition> settings,
      ItemAddress address,
      @Nullable Pace pace,
      Gate gate) {
    Intake intake = gate.before(plan.intake().apply(address.item()));
    Function<ItemContext.StatusListener, Item> here =
        status ->
            make(
                type,
                settings.get(),
                plan.secrets(),
                new ItemContext(
                    address.workspace(),
                    address.project(),
                    address.item(),
                    pace == null ? intake : new PacedIntake(intake, pace),
                    status,
                    system,
                    plan.clock(),
                    LoggerFactory.getLogger(
                        "hie.item." + address.project() + "." + address.item())));
    if (settings.get().host().executionMode() != ExecutionMode.MULTIPROCESS
        || plan.jvms().isEmpty()) {
      return here;
    }
    return status -> {
      try {
        return SpreadItem.of(
            new Blueprint(
                address.workspace(),
                address.project(),
                SecretReferences.put(settings.get(), type, plan.secrets()),
                type),
            plan.jvms(),
            here,
            status);
      } catch (RuntimeException failed) {
        return Unmade.of(type.kind(), failed);
      }
    };
  }

  /** Errors too: a jar that lacks a class must not take the node with it. */
  private static Item make(
      ItemType type, ItemDefinition definition, SecretValues secrets, ItemContext context) {
    try {
      return type.create(SecretReferences.put(definition, type, secrets), context);
    } catch (RuntimeException | LinkageError failed) {
      return Unmade.of(type.kind(), failed);
    }
  }

  /** For faults of the actor itself; those of its item are {@link Restarts}'. */
  private static SupervisorStrategy strategy(HostSettings host) {
    return switch (host.restartPolicy()) {
      case NEVER -> SupervisorStrategy.stop();
      case ON_FAILURE ->
          SupervisorStrategy.restartWithBackoff(host.restartDelay(), Restarts.LONGEST_DELAY, 0.2)
              .withMaxRestarts(host.maxRestarts())
              .withResetBackoffAfter(host.restartWindow());
      case ALWAYS ->
          SupervisorStrategy.restartWithBackoff(host.restartDelay(), Restarts.LONGEST_DELAY, 0.2)
              .withResetBackoffAfter(host.restartWindow());
    };
  }
}
