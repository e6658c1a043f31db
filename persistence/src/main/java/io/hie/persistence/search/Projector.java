package io.hie.persistence.search;

import io.hie.persistence.search.Positions.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that takes in the log. It works for a while and then rests for longer, so that it has
 * its share of a processor and no more, and less where messages need it ({@link SpareTime}),
 * whatever there is to do; nothing waits for it. What fails is tried again, and told once.
 */
final class Projector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Projector.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);

  private final SearchSettings settings;
  private final Supplier<LogFeed> feeds;
  private final Store store;
  private final Consumer<Collection<Row>> listener;
  private final Clock clock;
  private final SpareTime spareTime = SpareTime.ofMachine();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "hie-search");
  private final Map<Integer, Position> positions = new HashMap<>();

  private @Nullable LogFeed feed;
  private long forgotAt;
  private long toldAt = System.nanoTime();
  private int failures;

  /** Where the rows go; opened when it is first needed. */
  interface Store {
    SearchDatabase database() throws SQLException;

    Shapes shapes() throws SQLException;

    Rows rows() throws SQLException;
  }

  /**
   * Makes one, which begins with {@link #start}.
   *
   * @param listener is told of rows that are new, on the projector's thread
   */
  Projector(
      SearchSettings settings,
      Supplier<LogFeed> feeds,
      Store store,
      Consumer<Collection<Row>> listener,
      Clock clock) {
    this.settings = settings;
    this.feeds = feeds;
    this.store = store;
    this.listener = listener;
    this.clock = clock;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long pause = settings.look().toNanos();
    try {
      while (!closing.await(pause, TimeUnit.NANOSECONDS)) {
        pause = turn();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      dropFeed();
    }
  }

  /** Takes in some of what there is. Returns how long to rest. */
  private long turn() {
    try {
      LogFeed open = feed;
      if (open == null) {
        open = feeds.get();
        feed = open;
      }
      long worked = take(open);
      worked += forget(open);
      failures = 0;
      return worked == 0 ? settings.look().toNanos() : rest(worked);
    } catch (SQLException | RuntimeException failed) {
      positions.clear();
      dropFeed();
      if (failures++ == 0 && closing.getCount() > 0) {
        LOG.warn(
            "The search index cannot go on, and tries again ({}); messages are not affected",
            why(failed));
      }
      return Math.min(LONGEST_PAUSE.toNanos(), settings.look().toNanos() << Math.min(6, failures));
    }
  }

  private long rest(long worked) {
    double share = settings.share();
    if (share < 1) { // with all of a processor there is no rest, as where an index is filled
      share *= spareTime.part();
    }
    return Math.min(LONGEST_PAUSE.toNanos(), (long) (worked * (1 / share - 1)));
  }

  private static String why(Exception failed) {
    return failed instanceof SQLException database
        ? "SQL state " + database.getSQLState() + ", error " + database.getErrorCode()
        : failed.getClass().getName();
  }

  private long take(LogFeed open) throws SQLException {
    Set<Integer> owned = open.owned();
    positions.keySet().retainAll(owned);
    Map<Integer, Long> ends = new HashMap<>();
    for (int partition : owned) {
      long end = open.end(partition);
      Position known = positions.get(partition);
      if (end > 0 && (known == null || known.next() < end)) {
        ends.put(partition, end);
      }
    }
    if (ends.isEmpty()) {
      return 0;
    }
    long started = System.nanoTime();
    locate(open, ends);
    Map<Integer, Long> from = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          Position position = positions.get(partition);
          if (position != null && position.next() < end) {
            from.put(partition, position.next());
          }
        });
    if (!from.isEmpty()) {
      Map<Integer, LogFeed.Part> read = open.read(from);
      long readAt = System.nanoTime();
      store(open, read, ends);
      tell(ends);
      return (System.nanoTime() - readAt) * 3 / 2;
    }
    return System.nanoTime() - started;
  }

  private void locate(LogFeed open, Map<Integer, Long> ends) throws SQLException {
    for (var each : ends.entrySet()) {
      if (!positions.containsKey(each.getKey())) {
        try (Connection connection = store.database().connection()) {
          positions.put(
              each.getKey(),
              Positions.of(connection, each.getKey(), open.identity(), each.getValue()));
        }
      }
    }
  }

  private void store(LogFeed open, Map<Integer, LogFeed.Part> read, Map<Integer, Long> ends)
      throws SQLException {
    if (read.isEmpty()) {
      return;
    }
    Batch.Result result =
        new Batch(store.database(), store.rows(), open.identity())
            .take(
                read, positions, ends, Row.firstPlace(clock.instant().minus(settings.retention())));
    for (int partition : read.keySet()) {
      Position now = result.taken().get(partition);
      if (now == null) {
        // Somebody else was here, or it begins again: look where it is.
        positions.remove(partition);
      } else {
        positions.put(partition, ended(partition, now));
      }
    }
    if (!result.changed().isEmpty()) {
      listener.accept(result.changed());
    }
  }

  private Position ended(int partition, Position now) throws SQLException {
    if (now.goal() == null || now.next() < now.goal()) {
      return now;
    }
    try (Connection connection = store.database().connection()) {
      Positions.finish(connection, partition, now.generation());
    }
    return new Position(now.next(), now.generation(), null);
  }

  private void tell(Map<Integer, Long> ends) {
    if (System.nanoTime() - toldAt < TELL_EVERY.toNanos()) {
      return;
    }
    toldAt = System.nanoTime();
    long behind = 0;
    for (var each : ends.entrySet()) {
      Position position = positions.get(each.getKey());
      behind += position == null ? 0 : Math.max(0, each.getValue() - position.next());
    }
    if (behind > 0) {
      LOG.info("The search index is {} records of the log behind", behind);
    }
  }

  /** Something has begun again: look where the partitions are. */
  void look() {
    restarted = true;
  }

  private volatile boolean restarted;

  /** Lets go of what is too old, a part at a time; only who takes in something does. */
  private long forget(LogFeed open) throws SQLException {
    if (restarted) {
      restarted = false;
      positions.clear();
    }
    boolean due = System.nanoTime() - forgotAt > FORGET_EVERY.toNanos() || forgotAt == 0;
    if (!due || positions.isEmpty() || open.owned().isEmpty()) {
      return 0;
    }
    long started = System.nanoTime();
    long before = Row.firstPlace(clock.instant().minus(settings.retention()));
    int gone = 0;
    try (Connection connection = store.database().connection()) {
      for (int production : store.shapes().productions()) {
        gone += store.rows().forget(connection, production, before);
      }
    }
    if (gone == 0) {
      forgotAt = System.nanoTime();
    }
    return System.nanoTime() - started;
  }

  private void dropFeed() {
    LogFeed open = feed;
    feed = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(5_000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
