package io.hie.clusternode.workers;

import io.hie.actormodel.instance.InstanceJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The workers of a node. They are started at once, and again whenever they end, until {@link
 * #close}. Safe from any thread.
 */
public final class Workers implements AutoCloseable {
  private static final long LOOK_EVERY_SECONDS = 1;

  private final List<Worker> all = new ArrayList<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("hie-workers").unstarted(task));

  private Workers() {}

  /** Starts as many as the settings say; returns before they run. */
  public static Workers start(WorkerSettings settings) {
    Workers workers = new Workers();
    for (int i = 1; i < settings.processes(); i++) {
      workers.all.add(new Worker(i, settings, workers.scheduler));
    }
    if (!workers.all.isEmpty()) {
      workers.scheduler.execute(() -> workers.all.forEach(Worker::launch));
      workers.scheduler.scheduleWithFixedDelay(
          () -> workers.all.forEach(Worker::look),
          LOOK_EVERY_SECONDS,
          LOOK_EVERY_SECONDS,
          TimeUnit.SECONDS);
    }
    return workers;
  }

  /** In the order of their numbers. */
  public List<InstanceJvm> jvms() {
    return List.copyOf(all);
  }

  /** Process ids of those that run. */
  public List<Long> pids() {
    return all.stream().map(Worker::pid).filter(pid -> pid > 0).toList();
  }

  /** How often any of them ended and was started again. */
  public long restarts() {
    return all.stream().mapToLong(Worker::restarts).sum();
  }

  /** Ends them; what they still have in hand is lost, so items are to be stopped before. Blocks. */
  @Override
  public void close() {
    all.forEach(Worker::closeInput);
    all.forEach(Worker::awaitEnd);
    scheduler.shutdownNow();
  }
}
