package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.Action;
import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import io.hie.actormodel.runtime.ProductionActor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this node run what is in the log, whichever node wrote it, and the services that are this
 * node's. What cannot be done is tried again, and is a reason not to be ready.
 */
public final class Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final Duration CHANGE = Duration.ofSeconds(110);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** This node is at no revision. */
  private static final long NONE = -1;

  private sealed interface Command {}

  /** How many events there are of each production. */
  private record Seen(Map<String, Long> revisions) implements Command {}

  private record NewDuty(Duty duty) implements Command {}

  private record Again() implements Command {}

  /** A look at one is over; the revision that this node is at now, or NONE. */
  private record Looked(String name, long revision, String problem) implements Command {}

  private final ProductionStore store;
  private final Supplier<ProductionReader> reader;
  private final Running running;
  private final Function<String, CompletionStage<Void>> prepareWorkspace;
  private final ActorSystem<?> system;
  private final Map<String, String> problems = new ConcurrentSkipListMap<>();
  private final ActorRef<Command> actor;

  /** What the actor alone touches. */
  private final Map<String, Long> wanted = new HashMap<>();

  private final Map<String, Long> reached = new HashMap<>();
  private final Map<String, Boolean> looking = new HashMap<>();
  private Set<String> wasBehind = Set.of();

  /** What was behind with its secrets twice, so that nobody else sees to it. */
  private final Set<String> forgotten = new HashSet<>();

  /**
   * Starts to follow.
   *
   * @param reader asked for each document, since item types come and go
   * @param prepareWorkspace called before anything of a workspace runs here
   */
  public Follower(
      ActorSystem<?> system,
      ProductionStore store,
      Supplier<ProductionReader> reader,
      Running running,
      Function<String, CompletionStage<Void>> prepareWorkspace) {
    this.system = system;
    this.store = store;
    this.reader = reader;
    this.running = running;
    this.prepareWorkspace = prepareWorkspace;
    this.actor =
        system.systemActorOf(
            Behaviors.setup(context -> Behaviors.withTimers(timers -> following(context, timers))),
            "production-follower",
            Props.empty());
  }

  /** There are so many events of each production, by workspace and name. Safe from any thread. */
  public void seen(Map<String, Long> revisions) {
    actor.tell(new Seen(revisions));
  }

  /** Other services are this node's. Safe from any thread. */
  public void duty(Duty duty) {
    actor.tell(new NewDuty(duty));
  }

  /** What of the log this node does not run, and why. Safe from any thread. */
  public List<String> problems() {
    return List.copyOf(problems.values());
  }

  private Behavior<Command> following(
      ActorContext<Command> context, TimerScheduler<Command> timers) {
    timers.startTimerWithFixedDelay(new Again(), AGAIN);
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case Seen seen -> wanted.putAll(seen.revisions());
            case NewDuty changed -> {
              running.duty(changed.duty());
              takeOver();
              reached.clear();
              looking.replaceAll((name, overtaken) -> true);
            }
            case Again again -> lookAtSecrets();
            case Looked looked -> looked(looked);
          }
          wanted.forEach(
              (name, revision) -> {
                if (!revision.equals(reached.get(name)) && !looking.containsKey(name)) {
                  look(context, name);
                }
              });
          return Behaviors.same();
        });
  }

  /** A secret may be another one without a word in the log, if the node died that changed it. */
  private void lookAtSecrets() {
    Set<String> behind = new HashSet<>();
    for (String name : reached.keySet()) {
      int slash = name.indexOf('/');
      if (running
          .production(name.substring(0, slash), name.substring(slash + 1))
          .filter(running.secretUse()::isBehind)
          .isPresent()) {
        behind.add(name);
      }
    }
    // The one that changed it is about to see to it.
    forgotten.clear();
    behind.stream().filter(wasBehind::contains).forEach(forgotten::add);
    reached.keySet().removeAll(forgotten);
    wasBehind = behind;
  }

  /**
   * Starts and stops services by what this node knows already. Who knows the latest is often the
   * node whose services are to be taken over, so the look that follows may take long.
   */
  private void takeOver() {
    for (String name : running.names()) {
      int slash = name.indexOf('/');
      String workspace = name.substring(0, slash);
      String project = name.substring(slash + 1);
      Running.One one = running.find(workspace, project);
      if (one != null && !running.isHeld(workspace, project)) {
        // If it fails the look that follows tries again, and tells.
        items(workspace, project, one.desired()).exceptionally(failure -> null);
      }
    }
  }

  private void looked(Looked looked) {
    boolean overtaken = Boolean.TRUE.equals(looking.remove(looked.name()));
    if (looked.problem().isEmpty()) {
      problems.remove(looked.name());
      if (looked.revision() >= 0 && !overtaken) {
        reached.put(looked.name(), looked.revision());
      }
    } else if (!looked.problem().equals(problems.put(looked.name(), looked.problem()))) {
      LOG.warn("{}", looked.problem());
    }
  }

  private void look(ActorContext<Command> context, String name) {
    int slash = name.indexOf('/');
    String workspace = name.substring(0, slash);
    String project = name.substring(slash + 1);
    if (running.isHeld(workspace, project)) {
      return;
    }
    looking.put(name, false);
    long holds = running.holds();
    boolean secretsToo = forgotten.contains(name);
    context.pipeToSelf(
        store
            .find(workspace, project)
            .thenCompose(
                record ->
                    // What was read before this node changed something is out of date.
                    holds == running.holds()
                        ? follow(record, secretsToo).thenApply(done -> record.revision())
                        : CompletableFuture.completedFuture(NONE)),
        (revision, failure) ->
            failure == null
                ? new Looked(name, revision, "")
                : new Looked(name, NONE, name + " does not run here as it is to: " + why(failure)));
  }

  private static String why(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Done when it runs here as the record says, pending changes aside. */
  private CompletionStage<?> follow(ProductionRecord record, boolean secretsToo) {
    String document = record.document();
    if (document == null) {
      return CompletableFuture.completedFuture(null);
    }
    Running.One one = running.find(record.workspace(), record.project());
    Production now = one == null ? null : one.production();
    CompletionStage<?> documented =
        now != null
                && now.document().equals(document)
                && !(secretsToo && running.secretUse().isBehind(now))
            ? CompletableFuture.completedFuture(null)
            : change(now, read(document), record);
    return documented.thenCompose(
        done -> {
          running.wanted(record.workspace(), record.project(), record.desired());
          return items(record.workspace(), record.project(), record.desired());
        });
  }

  private Production read(String document) {
    return switch (reader.get().read(document.getBytes(StandardCharsets.UTF_8))) {
      case Verdict.Accepted accepted -> accepted.production();
      case Verdict.Refused refused ->
          throw new IllegalStateException(
              "its document is refused on this node: " + refused.problems().getFirst());
    };
  }

  private CompletionStage<?> change(
      @Nullable Production now, Production next, ProductionRecord record) {
    ChangePlan change = ChangePlan.of(now, next, record.desired());
    return prepareWorkspace
        .apply(record.workspace())
        .thenCompose(prepared -> running.forChange(next, record.desired()))
        .thenCompose(
            one ->
                AskPattern.<ProductionActor.Command, ProductionActor.Answer>ask(
                    one.actor(),
                    replyTo ->
                        new ProductionActor.Change(
                            running.plan(next, record.desired()),
                            change,
                            () -> CompletableFuture.completedFuture(null),
                            replyTo),
                    CHANGE,
                    system.scheduler()))
        .thenAccept(
            answer -> {
              boolean failed = !answer.problem().isEmpty() && !answer.isBusy();
              if (failed && now != null && now.document().equals(next.document())) {
                running.secretUse().giveUp(now);
              }
              failUnlessDone(answer);
              running.changed(next);
              LOG.info(
                  "{}/{} runs version {} now",
                  record.workspace(),
                  record.project(),
                  record.version());
            });
  }

  private static void failUnlessDone(ProductionActor.Answer answer) {
    if (!answer.problem().isEmpty()) {
      throw new IllegalStateException(answer.problem());
    }
  }

  /** Starts, stops and so on what is not as it is to be on this node. */
  private CompletionStage<?> items(String workspace, String project, Map<String, Desired> desired) {
    Running.One one = running.find(workspace, project);
    Production production = one == null ? null : one.production();
    if (one == null || production == null) {
      return CompletableFuture.completedFuture(null);
    }
    Duty duty = running.duty();
    Map<String, Desired> here = running.here(production, desired);
    return running
        .statusHere(one)
        .thenCompose(
            status -> {
              Map<Action, List<String>> doing = new EnumMap<>(Action.class);
              List<String> anew = new ArrayList<>(running.plans().misplaced(production));
              anew.removeIf(
                  item -> status.desired().getOrDefault(item, Desired.STOPPED) == Desired.STOPPED);
              status
                  .desired()
                  .forEach(
                      (item, was) -> {
                        Desired is = anew.contains(item) ? Desired.STOPPED : was;
                        Desired wanted = here.getOrDefault(item, Desired.RUNNING);
                        if (wanted != is) {
                          doing
                              .computeIfAbsent(action(is, wanted), each -> new ArrayList<>())
                              .add(item);
                        }
                      });
              CompletionStage<?> all =
                  anew.isEmpty()
                      ? CompletableFuture.completedFuture(null)
                      : operate(one, anew, Action.STOP);
              for (Map.Entry<Action, List<String>> each : doing.entrySet()) {
                all = all.thenCompose(done -> operate(one, each.getValue(), each.getKey()));
              }
              return all;
            })
        .thenAccept(done -> running.settled(workspace, project, duty));
  }

  private static Action action(Desired is, Desired wanted) {
    return switch (wanted) {
      case RUNNING -> is == Desired.PAUSED ? Action.RESUME : Action.START;
      case PAUSED -> Action.PAUSE;
      case STOPPED -> Action.STOP;
    };
  }

  private CompletionStage<?> operate(Running.One one, List<String> items, Action action) {
    return AskPattern.<ProductionActor.Command, ProductionActor.Answer>ask(
            one.actor(),
            replyTo -> new ProductionActor.Operate(items, action, replyTo),
            CHANGE,
            system.scheduler())
        .thenAccept(Follower::failUnlessDone);
  }
}
