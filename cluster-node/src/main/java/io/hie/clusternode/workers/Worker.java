package io.hie.clusternode.workers;

import io.hie.actormodel.instance.Instance;
import io.hie.actormodel.instance.InstanceJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker through all its lives: started, and when it ended started again after a wait that
 * grows as long as it does not stay alive. Safe from any thread.
 */
final class Worker implements InstanceJvm, Link.Owner {
  private static final Duration FIRST_WAIT = Duration.ofMillis(300);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** A worker that lived so long was well. */
  private static final Duration WELL = Duration.ofSeconds(30);

  private final int number;
  private final WorkerSettings settings;
  private final ScheduledExecutorService scheduler;
  private final Logger log;
  private final Set<RemoteInstance> instances = new HashSet<>();
  private final Map<Long, RemoteInstance> byNumber = new ConcurrentHashMap<>();
  private @Nullable Link link;
  private boolean closing;
  private Duration wait = FIRST_WAIT;
  private String trouble = "is starting";
  private long restarts;

  Worker(int number, WorkerSettings settings, ScheduledExecutorService scheduler) {
    this.number = number;
    this.settings = settings;
    this.scheduler = scheduler;
    this.log = LoggerFactory.getLogger("hie.worker." + number);
  }

  @Override
  public String name() {
    return "worker " + number;
  }

  WorkerSettings settings() {
    return settings;
  }

  ScheduledExecutorService scheduler() {
    return scheduler;
  }

  @Override
  public Instance instance(Blueprint blueprint, Listener listener) {
    return new RemoteInstance(this, blueprint, listener);
  }

  // --- its lives

  void launch() {
    synchronized (this) {
      if (closing) {
        return;
      }
      try {
        link = Link.start(number, settings, this);
        return;
      } catch (IOException failed) {
        log.error("{} cannot be started: {}", name(), failed.getMessage());
        trouble = "cannot be started";
      }
    }
    again();
  }

  /** A look at whether it is alive, from time to time. */
  void look() {
    Link now = current();
    if (now != null) {
      now.look();
    }
  }

  @Override
  public void onReady(Link ready) {
    List<RemoteInstance> waiting;
    synchronized (this) {
      waiting = List.copyOf(instances);
    }
    log.info("{} runs, process {}, for {} instances", name(), ready.pid(), waiting.size());
    waiting.forEach(each -> each.open(ready));
  }

  @Override
  public void onOutside(Frame.ToldOutside told) {
    RemoteInstance instance = byNumber.get(told.instance());
    if (instance != null) {
      instance.onOutside(told);
    }
  }

  @Override
  public void onEnded(Link ended, String why) {
    List<RemoteInstance> bereft;
    synchronized (this) {
      link = null;
      trouble = why + " and is started again";
      bereft = List.copyOf(instances);
      if (ended.age().compareTo(WELL) > 0) {
        wait = FIRST_WAIT;
      }
      if (closing) {
        return;
      }
      restarts++;
    }
    log.warn("{} {}; it will be started again", name(), why);
    bereft.forEach(each -> each.away(ended));
    again();
  }

  private void again() {
    Duration now;
    synchronized (this) {
      if (closing) {
        return;
      }
      now = wait;
      Duration next = wait.multipliedBy(2);
      wait = next.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : next;
    }
    try {
      var unused = scheduler.schedule(this::launch, now.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      // The node stops.
    }
  }

  void closeInput() {
    Link last;
    synchronized (this) {
      closing = true;
      last = link;
    }
    if (last != null) {
      last.closeInput();
    }
  }

  void awaitEnd() {
    Link last = current();
    if (last != null) {
      last.awaitEnd();
    }
  }

  private synchronized @Nullable Link current() {
    return link;
  }

  /** 0 if it does not run. */
  long pid() {
    Link now = current();
    return now == null ? 0 : now.pid();
  }

  /** How often it ended and was started again. */
  synchronized long restarts() {
    return restarts;
  }

  synchronized String trouble() {
    return trouble;
  }

  // --- its instances

  void add(RemoteInstance instance) {
    Link now;
    synchronized (this) {
      instances.add(instance);
      now = link;
    }
    if (now != null && now.isReady()) {
      instance.open(now);
    }
  }

  synchronized void remove(RemoteInstance instance) {
    instances.remove(instance);
  }

  void numbered(long instance, RemoteInstance as) {
    byNumber.put(instance, as);
  }

  void forget(long instance) {
    byNumber.remove(instance);
  }
}
