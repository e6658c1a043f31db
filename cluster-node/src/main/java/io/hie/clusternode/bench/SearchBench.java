package io.hie.clusternode.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.actormodel.history.search.FoundMessage;
import io.hie.actormodel.history.search.LegState;
import io.hie.actormodel.history.search.MessageQuery;
import io.hie.persistence.search.MessageIndex;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code hie bench search}: fills an index and measures each filter. The first messages are taken
 * in as those of a log are, which is measured too; the rest are copies of them with other names and
 * times, made by the database, since a log of that length would take hours.
 */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Fills a search index with messages and measures how long each filter takes. The database"
          + " must be",
      "one that nothing else uses; what is in its search tables is dropped, or with --keep measured"
          + " as it is."
    })
final class SearchBench implements Callable<Integer> {
  private static final int STEP = 250_000;
  private static final String WORKSPACE = "bench";

  @Option(
      names = "--url",
      paramLabel = "URL",
      required = true,
      description = "jdbc:h2:file:… or jdbc:postgresql://host:port/database.")
  private String url = "";

  @Option(names = "--user", defaultValue = "", description = "Of the database.")
  private String user = "";

  @Option(names = "--password", defaultValue = "", description = "Of the database.")
  private String password = "";

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private long messages;

  @Option(
      names = "--taken-in",
      paramLabel = "N",
      defaultValue = "20000",
      description = "How many of them come by a log (default: ${DEFAULT-VALUE}).")
  private int takenIn;

  @Option(
      names = "--questions",
      paramLabel = "N",
      defaultValue = "500",
      description = "Of each filter (default: ${DEFAULT-VALUE}).")
  private int questions;

  @Option(names = "--keep", description = "Measure what is there; fill nothing.")
  private boolean keep;

  @Option(names = "--seed", defaultValue = "42", description = "(default: ${DEFAULT-VALUE}).")
  private long seed;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CommandSpec known = java.util.Objects.requireNonNull(spec);
    if (messages < takenIn || takenIn < 1_000 || questions < 1) {
      throw new ParameterException(
          known.commandLine(), "at least 1000 are taken in, and there are no fewer messages");
    }
    PrintWriter out = known.commandLine().getOut();
    if (!keep) {
      drop();
      takeIn(out);
      multiply(out);
    }
    long started = System.nanoTime();
    try (MessageIndex index =
        MessageIndex.start(config(), () -> new SyntheticLog(0, seed), Clock.systemUTC())) {
      index.find(MessageQuery.all(WORKSPACE, 1)).toCompletableFuture().join();
      out.printf(
          Locale.ROOT,
          "opened, with what indexes it lacked, in %.1f s%n",
          (System.nanoTime() - started) / 1e9);
      out.flush();
      measure(index, out);
    }
    return 0;
  }

  private Config config() {
    return ConfigFactory.parseMap(
            Map.of(
                "hie.search.jdbc.url",
                url,
                "hie.search.jdbc.user",
                user,
                "hie.search.jdbc.password",
                password,
                "hie.search.share",
                1,
                "hie.search.timeout",
                "60s",
                "hie.search.retention",
                "36500d"))
        .withFallback(ConfigFactory.parseResources("reference.conf"))
        .withFallback(ConfigFactory.load());
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  private void drop() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String table : List.of("message", "shape", "production", "position", "about")) {
        statement.execute("DROP TABLE IF EXISTS search_" + table);
      }
    }
  }

  private void takeIn(PrintWriter out) throws InterruptedException {
    SyntheticLog log = new SyntheticLog(takenIn, seed);
    try (MessageIndex index = MessageIndex.start(config(), () -> log, Clock.systemUTC())) {
      long started = System.nanoTime();
      CountDownLatch never = new CountDownLatch(1);
      while (!log.allRead() || behind(index) > 0) {
        if (never.await(50, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      out.printf(
          Locale.ROOT,
          "%,d messages taken in with %,d events: %,.0f messages/s, %.0f µs an event%n",
          takenIn,
          log.events(),
          takenIn / seconds,
          seconds * 1e6 / log.events());
      out.flush();
    }
  }

  private static long behind(MessageIndex index) {
    return index.progress().toCompletableFuture().join().stream()
        .mapToLong(each -> each.behind())
        .sum();
  }

  /**
   * Copies of what was taken in, earlier and earlier, without the indexes, which are made when the
   * index is opened again.
   */
  private void multiply(PrintWriter out) throws SQLException {
    long started = System.nanoTime();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String index : List.of("shape", "production", "history", "control", "id")) {
        statement.execute("DROP INDEX IF EXISTS search_by_" + index);
      }
      long copies = (messages + takenIn - 1) / takenIn;
      long earlier = Duration.ofSeconds(takenIn / 100).toMillis() << 22;
      long step = Math.max(1, STEP / takenIn);
      String range =
          url.startsWith("jdbc:h2:")
              ? "SYSTEM_RANGE(%d, %d) AS g(n)"
              : "generate_series(%d, %d) AS g(n)";
      for (long from = 1; from < copies; from += step) {
        long to = Math.min(copies - 1, from + step - 1);
        statement.executeUpdate(
            "INSERT INTO search_message (history, message, production, part, generation, event,"
                + " place, changed, shape, message_id, control_id) SELECT history, message + 100000"
                + " * g.n, production, part, generation, event, place - "
                + earlier
                + " * g.n, changed, shape, message_id || '-' || g.n, control_id || '-' || g.n FROM"
                + " search_message, "
                + range.formatted(from, to)
                + " WHERE message < 100000");
      }
      statement.execute("ANALYZE");
      try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM search_message")) {
        row.next();
        out.printf(
            Locale.ROOT,
            "%,d messages in the table after %.0f s%n",
            row.getLong(1),
            (System.nanoTime() - started) / 1e9);
        out.flush();
      }
    }
  }

  private void measure(MessageIndex index, PrintWriter out) {
    Random random = new Random(seed);
    List<FoundMessage> some =
        index.find(MessageQuery.all(WORKSPACE, 500)).toCompletableFuture().join().messages();
    Instant newest = some.getFirst().at();
    Supplier<FoundMessage> any = () -> some.get(random.nextInt(some.size()));
    Supplier<Instant> when =
        () -> newest.minusSeconds(random.nextLong(Math.max(1, messages / 100)));
    Map<String, Supplier<MessageQuery>> filters = new LinkedHashMap<>();
    filters.put("newest", () -> query(q -> {}));
    filters.put("a time", () -> query(q -> q.until = when.get()));
    filters.put("id", () -> query(q -> q.id = copy(any.get().messageId(), random)));
    filters.put(
        "control id",
        () -> query(q -> q.controlId = copy(String.valueOf(any.get().controlId()), random)));
    filters.put(
        "key",
        () ->
            query(
                q -> {
                  String history = any.get().history();
                  q.history = history.substring(history.lastIndexOf('/') + 1);
                }));
    filters.put("item", () -> query(q -> q.item = SyntheticLog.item(random)));
    filters.put("type", () -> query(q -> q.type = any.get().type()));
    filters.put("status", () -> query(q -> q.state = any.get().status()));
    filters.put(
        "rare status",
        () ->
            query(
                q -> {
                  q.state = LegState.AMBIGUOUS;
                  q.until = when.get();
                }));
    filters.put("text", () -> query(q -> q.text = SyntheticLog.facility(random)));
    filters.put(
        "item, type, status and a time",
        () ->
            query(
                q -> {
                  q.item = SyntheticLog.item(random);
                  q.type = any.get().type();
                  q.state = LegState.DELIVERED;
                  q.until = when.get();
                }));
    filters.put(
        "what there is not",
        () ->
            query(
                q -> {
                  q.item = SyntheticLog.item(random);
                  q.state = LegState.EXPIRED;
                }));
    out.printf("%-32s %10s %10s %10s%n", "filter", "p50 ms", "p99 ms", "most ms");
    filters.forEach((name, filter) -> measure(index, name, filter, out));
  }

  /** The name of a copy, so that not only what is in the first pages is asked for. */
  private String copy(String name, Random random) {
    long copies = (messages + takenIn - 1) / takenIn;
    long copy = random.nextLong(copies);
    return copy == 0 ? name : name + "-" + copy;
  }

  private void measure(
      MessageIndex index, String name, Supplier<MessageQuery> filter, PrintWriter out) {
    Times times = new Times();
    for (int i = -questions / 10; i < questions; i++) {
      MessageQuery query = filter.get();
      long started = System.nanoTime();
      index.find(query).toCompletableFuture().join();
      if (i >= 0) {
        times.note(System.nanoTime() - started);
      }
    }
    out.printf(
        Locale.ROOT,
        "%-32s %10.2f %10.2f %10.2f%n",
        name,
        times.millis(0.5),
        times.millis(0.99),
        times.millis(1));
    out.flush();
  }

  /** A question that is being put together. */
  private static final class Asking {
    @Nullable String id;
    @Nullable String controlId;
    @Nullable String history;
    @Nullable String item;
    @Nullable String type;
    @Nullable LegState state;
    @Nullable Instant until;
    @Nullable String text;
  }

  private static MessageQuery query(java.util.function.Consumer<Asking> with) {
    Asking asking = new Asking();
    with.accept(asking);
    return new MessageQuery(
        WORKSPACE,
        null,
        asking.id,
        asking.controlId,
        asking.history,
        asking.item,
        asking.type,
        asking.state,
        null,
        asking.until,
        asking.text,
        50,
        null);
  }
}
