package io.hie.clusternode;

import io.hie.actormodel.runtime.ProductionActor;
import io.hie.actormodel.runtime.Productions;
import io.hie.clusternode.deployment.DutyWatch;
import io.hie.clusternode.deployment.Running;
import io.hie.configuration.UsageMeter;
import io.hie.sharding.history.Histories;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * How a node stops: first nothing more is taken in, then what is open is given time to finish, then
 * the items end. What is open then stays in the log.
 */
final class OrderlyStop {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final Running running;
  private final Histories histories;
  private final UsageMeter usage;

  OrderlyStop(ActorSystem<?> system, Running running, Histories histories, UsageMeter usage) {
    this.system = system;
    this.running = running;
    this.histories = histories;
    this.usage = usage;
  }

  /** Makes it part of how the actor system ends, however it comes to that. */
  void register(Runnable onBegin) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "stop-taking-in",
        () -> {
          onBegin.run();
          return stopServices();
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(), "finish-open-work", this::finishOpenWork);
    shutdown.addTask(CoordinatedShutdown.PhaseServiceStop(), "stop-items", this::stopItems);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeClusterShutdown(),
        "write-usage",
        () -> usage.close().thenApply(written -> Done.getInstance()));
  }

  private CompletionStage<Done> stopServices() {
    return running
        .tellAll(ProductionActor.StopServices::new)
        .whenComplete((done, failure) -> DutyWatch.resign(system));
  }

  /** What is open now stays in the log; the wait only saves the next start some work. */
  private CompletionStage<Done> finishOpenWork() {
    CompletableFuture<Done> finished = new CompletableFuture<>();
    long deadline = System.nanoTime() + DRAIN.toNanos();
    awaitNothingOpen(finished, deadline);
    return finished;
  }

  private void awaitNothingOpen(CompletableFuture<Done> finished, long deadline) {
    boolean open =
        Productions.get(system).all().stream()
            .anyMatch(each -> histories.openMessages(each.workspace(), each.project()) > 0);
    if (!open || System.nanoTime() - deadline > 0) {
      finished.complete(Done.getInstance());
      return;
    }
    system
        .scheduler()
        .scheduleOnce(
            Duration.ofMillis(50),
            () -> awaitNothingOpen(finished, deadline),
            system.executionContext());
  }

  private CompletionStage<Done> stopItems() {
    return running.tellAll(ProductionActor.StopAll::new);
  }
}
