package io.hie.clusternode.bench;

import com.sun.management.OperatingSystemMXBean;
import io.hie.persistence.MessageJournal;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hie bench journal}: events a second, by how many actors write. */
@Command(
    name = "journal",
    mixinStandardHelpOptions = true,
    description = {
      "Events a second that a journal stores, each actor writing the next when the last is stored.",
      "The CPU is this process's: with kafka the broker is in it, with postgresql the server is"
          + " not."
    })
final class JournalBench implements Callable<Integer> {
  /** What is measured side by side. */
  enum Kind {
    KAFKA,
    H2,
    POSTGRESQL
  }

  @Option(
      names = "--journals",
      split = ",",
      description = "kafka, h2, postgresql. Default: kafka,h2.")
  private List<Kind> journals = List.of(Kind.KAFKA, Kind.H2);

  @Option(
      names = "--jdbc-url",
      description = "Of an empty PostgreSQL database, as jdbc:postgresql://host:5432/name.")
  private @Nullable String jdbcUrl;

  @Option(names = "--jdbc-user", description = "Default: ${DEFAULT-VALUE}.")
  private String jdbcUser = "postgres";

  @Option(
      names = "--jdbc-password",
      defaultValue = "${HIE_JDBC_PASSWORD:-}",
      description = "Default: HIE_JDBC_PASSWORD.")
  private String jdbcPassword = "";

  @Option(names = "--actors", split = ",", description = "A row each. Default: 1,100,10000.")
  private List<Integer> actors = List.of(1, 100, 10_000);

  @Option(names = "--size", description = "Bytes an event. Default: ${DEFAULT-VALUE}.")
  private int size = 1024;

  @Option(names = "--seconds", description = "Of each row. Default: ${DEFAULT-VALUE}.")
  private int seconds = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "With 100 actors before the first row of a journal. Default: ${DEFAULT-VALUE}.")
  private int warmUp = 15;

  @Option(names = "--data", paramLabel = "DIR", description = "Default: a new temporary folder.")
  private @Nullable Path data;

  @Spec private CommandSpec spec;

  private record Row(double perSecond, double p50, double p99, double cpuMicros) {}

  @Override
  public Integer call()
      throws IOException, InterruptedException, MessageJournal.CannotOpenException {
    if (journals.contains(Kind.POSTGRESQL) && jdbcUrl == null) {
      throw new ParameterException(
          spec.commandLine(), "--journals postgresql needs --jdbc-url, an empty database");
    }
    PrintWriter out = spec.commandLine().getOut();
    Path directory = data == null ? Files.createTempDirectory("hie-bench-") : data;
    out.println("everything is kept in " + directory);
    out.printf("%d byte events, %d processors%n", size, Runtime.getRuntime().availableProcessors());
    out.println("| journal | actors | events/s | p50 ms | p99 ms | CPU µs an event |");
    out.println("|---|---:|---:|---:|---:|---:|");
    out.flush();
    for (Kind kind : journals) {
      measure(kind, directory.resolve(kind.name().toLowerCase(Locale.ROOT)), out);
    }
    return 0;
  }

  private void measure(Kind kind, Path directory, PrintWriter out)
      throws IOException, InterruptedException, MessageJournal.CannotOpenException {
    Files.createDirectories(directory);
    try (OpenJournal journal = OpenJournal.open(directory, settings(kind))) {
      if (warmUp > 0) {
        row(journal, 100, warmUp);
      }
      for (int count : actors) {
        Row row = row(journal, count, seconds);
        out.printf(
            Locale.ROOT,
            "| %s | %,d | %,.0f | %.2f | %.2f | %.0f |%n",
            kind.name().toLowerCase(Locale.ROOT),
            count,
            row.perSecond(),
            row.p50(),
            row.p99(),
            row.cpuMicros());
        out.flush();
      }
    }
  }

  private Map<String, String> settings(Kind kind) {
    return switch (kind) {
      case KAFKA -> Map.of("hie.journal", "kafka", "hie.kafka.keep", "all");
      case H2 -> Map.of("hie.journal", "jdbc");
      case POSTGRESQL -> {
        Map<String, String> settings = new HashMap<>();
        settings.put("hie.journal", "jdbc");
        settings.put("hie.persistence.jdbc.url", String.valueOf(jdbcUrl));
        settings.put("hie.persistence.jdbc.user", jdbcUser);
        settings.put("hie.persistence.jdbc.password", jdbcPassword);
        yield settings;
      }
    };
  }

  /** A third of the time is for the actors to start, and is not measured. */
  private Row row(OpenJournal journal, int count, int length) throws InterruptedException {
    Times times = new Times();
    AtomicBoolean enough = new AtomicBoolean();
    CountDownLatch stopped = new CountDownLatch(count);
    String run = Long.toString(System.nanoTime(), 36);
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(run + "-" + i);
    }
    for (String name : names) {
      journal
          .system()
          .systemActorOf(
              Writer.create(name, new byte[size], times, enough, stopped), name, Props.empty());
    }
    Thread.sleep(Duration.ofSeconds(length).dividedBy(3));
    times.clear();
    long cpuBefore = cpu();
    long started = System.nanoTime();
    Thread.sleep(Duration.ofSeconds(length));
    long stored = times.count();
    long nanos = System.nanoTime() - started;
    double cpuMicros = (cpu() - cpuBefore) / 1e3 / Math.max(1, stored);
    Row row = new Row(stored * 1e9 / nanos, times.millis(0.5), times.millis(0.99), cpuMicros);
    enough.set(true);
    stopped.await(60, TimeUnit.SECONDS);
    return row;
  }

  private static long cpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
