package io.hie.configuration;

import io.hie.configuration.directory.Workspace;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the messages that workspaces take in, by days of UTC, and knows whose quota is used up. It
 * counts in memory and writes now and then, so a node that is killed forgets what it counted since;
 * nodes that share a database know of each other's with that delay. Safe from any thread.
 */
public final class UsageMeter {
  private static final Logger LOG = LoggerFactory.getLogger(UsageMeter.class);
  private static final Executor WRITING = Executors.newVirtualThreadPerTaskExecutor();

  /** From which part of a quota on people are told. */
  private static final double NEAR = 0.8;

  /** Where counts are kept. Blocks. */
  public interface Store {
    /** Writes what this life of the node counted so far; again is as good. */
    void put(List<Used> counted) throws Exception;

    /**
     * What was counted, by workspace and day.
     *
     * @param others only what other lives of nodes counted
     */
    List<Used> read(LocalDate from, LocalDate to, boolean others) throws Exception;
  }

  /** What a workspace took in on a day. */
  public record Used(String workspace, LocalDate day, long messages) {}

  private final Function<String, @Nullable Long> quotas;
  private final Store store;
  private final Clock clock;
  private final Map<String, Meter> meters = new ConcurrentHashMap<>();
  private final Set<String> warned = new HashSet<>();
  private boolean failing;
  private boolean closed;

  /** What one life of a node counts on one day. */
  private record Day(LocalDate day, LongAdder own) {
    Used used(String workspace) {
      return new Used(workspace, day, own.sum());
    }
  }

  /** The meter of a workspace. */
  public final class Meter {
    private final String workspace;
    private final ConcurrentLinkedQueue<Used> ended = new ConcurrentLinkedQueue<>();
    private volatile Day today;
    private volatile long others;

    private Meter(String workspace) {
      this.workspace = workspace;
      this.today = new Day(day(), new LongAdder());
    }

    /** A message was taken in. */
    public void count() {
      now().own().increment();
    }

    /** How many were taken in today, as far as is known here. */
    public long used() {
      return now().own().sum() + others;
    }

    private Day now() {
      Day known = today;
      return known.day().toEpochDay() == Math.floorDiv(clock.millis(), 86_400_000L)
          ? known
          : begin();
    }

    private synchronized Day begin() {
      LocalDate day = day();
      if (!today.day().equals(day)) {
        ended.add(today.used(workspace));
        others = 0;
        today = new Day(day, new LongAdder());
      }
      return today;
    }

    /** Why no more may be taken in today; null if more may. */
    public @Nullable String refusal() {
      Long quota = quota(workspace);
      return quota == null || used() < quota
          ? null
          : "the workspace "
              + workspace
              + " has used up its quota of "
              + quota
              + " messages a day; it takes more after 00:00 UTC, or when a platform administrator"
              + " raises it: hie quotas set --workspace "
              + workspace
              + " --messages-per-day N";
    }
  }

  /**
   * A meter that writes when it is told to.
   *
   * @param quotas messages a day that a workspace may take in; null if nothing bounds it
   */
  UsageMeter(Function<String, @Nullable Long> quotas, Store store, Clock clock) {
    this.quotas = quotas;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Starts to count, with what was counted before. Blocks until that is read.
   *
   * @param interval how often counts are written
   */
  public static UsageMeter start(
      ActorSystem<?> system,
      Configuration configuration,
      Store store,
      Clock clock,
      Duration interval) {
    UsageMeter meter =
        new UsageMeter(
            workspace -> {
              Workspace there = configuration.directory().workspaces().get(workspace);
              return there == null ? null : there.quotas().messagesPerDay();
            },
            store,
            clock);
    meter.exchange();
    Cancellable unused =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                interval,
                interval,
                meter::exchange,
                scala.concurrent.ExecutionContext.fromExecutor(WRITING));
    return meter;
  }

  /** The meter of a workspace. */
  public Meter of(String workspace) {
    return meters.computeIfAbsent(workspace, Meter::new);
  }

  /** Whether so much of a quota is used that somebody should know. */
  public static boolean isNear(long used, long quota) {
    return used >= NEAR * quota;
  }

  /** Writes what was counted, and asks for the database no more: it is about to be closed. */
  public CompletionStage<Void> close() {
    return CompletableFuture.runAsync(this::exchangeLast, WRITING);
  }

  private synchronized void exchangeLast() {
    exchange();
    closed = true;
  }

  /**
   * What all nodes counted, by workspace and day in their order.
   *
   * @return failed with {@link Configuration.UnavailableException} if the database does not answer
   */
  public CompletionStage<List<Used>> read(LocalDate from, LocalDate to) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            write();
            return store.read(from, to, false);
          } catch (Exception failed) {
            throw new CompletionException(new Configuration.UnavailableException(failed));
          }
        },
        WRITING);
  }

  synchronized void exchange() {
    if (closed) {
      return;
    }
    try {
      write();
      LocalDate day = day();
      Map<String, Long> others = new HashMap<>();
      for (Used each : store.read(day, day, true)) {
        others.put(each.workspace(), each.messages());
        of(each.workspace());
      }
      meters.forEach(
          (workspace, meter) -> {
            meter.now();
            meter.others = others.getOrDefault(workspace, 0L);
          });
      failing = false;
    } catch (Exception failed) {
      if (!failing) {
        LOG.warn(
            "usage is not written down now ({}); it is counted in memory until the database"
                + " answers",
            failed.getClass().getSimpleName());
      }
      failing = true;
    }
    meters.forEach(this::warn);
  }

  private synchronized void write() throws Exception {
    List<Used> counted = new ArrayList<>();
    List<Used> over = new ArrayList<>();
    meters.forEach(
        (workspace, meter) -> {
          Day now = meter.now();
          over.addAll(meter.ended);
          if (now.own().sum() > 0) {
            counted.add(now.used(workspace));
          }
        });
    counted.addAll(over);
    if (!counted.isEmpty()) {
      store.put(counted);
    }
    meters.values().forEach(meter -> meter.ended.removeAll(over));
  }

  private void warn(String workspace, Meter meter) {
    Long quota = quota(workspace);
    if (quota == null || !isNear(meter.used(), quota)) {
      return;
    }
    String state = meter.used() >= quota ? "all" : "80 %";
    warned.removeIf(each -> !each.startsWith(day() + " "));
    if (warned.add(day() + " " + state + " " + workspace + " " + quota)) {
      LOG.warn(
          "workspace {} has used {} of its quota of {} messages a day", workspace, state, quota);
    }
  }

  private @Nullable Long quota(String workspace) {
    return quotas.apply(workspace);
  }

  private LocalDate day() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
