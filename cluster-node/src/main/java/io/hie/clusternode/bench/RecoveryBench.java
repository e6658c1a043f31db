package io.hie.clusternode.bench;

import io.hie.persistence.MessageJournal;
import io.hie.persistence.kafka.journal.KafkaLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hie bench recovery}: what waking a key costs when the log is long. */
@Command(
    name = "recovery",
    mixinStandardHelpOptions = true,
    description = {
      "Fills a log, then measures: waking one key after another, a start with the view of before,",
      "and a start with the view lost, which is made again from the log."
    })
final class RecoveryBench implements Callable<Integer> {
  @Option(names = "--events", description = "In the log. Default: ${DEFAULT-VALUE}.")
  private long events = 1_000_000;

  @Option(names = "--keys", description = "That they are of. Default: ${DEFAULT-VALUE}.")
  private int keys = 100_000;

  @Option(names = "--size", description = "Bytes an event. Default: ${DEFAULT-VALUE}.")
  private int size = 1024;

  @Option(names = "--recoveries", description = "Measured. Default: ${DEFAULT-VALUE}.")
  private int recoveries = 5_000;

  @Option(names = "--seed", description = "Of which keys are woken. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Kept. One that a run has filled before is used again, and filled on where it has fewer",
        "events. Default: a temporary folder, which is removed at the end."
      })
  private @Nullable Path data;

  @Option(names = "--only-fill", description = "Fill the log of --data, and stop.")
  private boolean onlyFill;

  @Spec private CommandSpec spec;

  @Override
  public Integer call()
      throws IOException, InterruptedException, MessageJournal.CannotOpenException {
    if (keys < 1 || events < keys || recoveries < 1 || size < 1) {
      throw new ParameterException(
          spec.commandLine(), "there must be a key, an event for each key, and a recovery");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (onlyFill && data == null) {
      throw new ParameterException(spec.commandLine(), "--only-fill needs --data");
    }
    Path directory = data == null ? Files.createTempDirectory("hie-bench-") : data;
    FilledLog log = filledLog(directory);
    boolean there = log.exists();
    try (OpenJournal journal = open(directory, there ? "a log" : "an empty log", out)) {
      long added = log.fill(KafkaLog.get(journal.system().classicSystem()), events, out);
      if (onlyFill) {
        return 0;
      }
      if (added > 0) {
        wake(journal, log, "just written", out);
      }
    }
    try (OpenJournal journal = open(directory, "the view of before", out)) {
      wake(journal, log, "after a start", out);
    }
    remove(directory.resolve("view"));
    long started = System.nanoTime();
    open(directory, "the view lost", out).close();
    out.printf(
        Locale.ROOT,
        "made again at %,.0f events/s, stop and start of the broker included%n",
        events * 1e9 / (System.nanoTime() - started));
    out.flush();
    if (data == null) {
      remove(directory);
    }
    return 0;
  }

  static OpenJournal open(Path directory, String how, PrintWriter out)
      throws MessageJournal.CannotOpenException {
    long started = System.nanoTime();
    // A node that is alone keeps all partitions, and only there is nobody here who assigns them.
    OpenJournal journal =
        OpenJournal.open(directory, Map.of("hie.journal", "kafka", "hie.kafka.keep", "all"));
    out.printf(
        Locale.ROOT,
        "start with %s, broker included: %.1f s%n",
        how,
        (System.nanoTime() - started) / 1e9);
    out.flush();
    return journal;
  }

  private FilledLog filledLog(Path directory) throws IOException {
    try {
      return new FilledLog(directory, keys, size);
    } catch (IllegalArgumentException other) {
      throw new ParameterException(spec.commandLine(), String.valueOf(other.getMessage()), other);
    }
  }

  private void wake(OpenJournal journal, FilledLog log, String when, PrintWriter out) {
    Random random = new Random(seed);
    int warmUp = Math.min(recoveries, 2_000);
    Times times = new Times();
    for (int i = -warmUp; i < recoveries; i++) {
      if (i == 0) {
        times.clear();
      }
      int key = random.nextInt(keys);
      long expected = log.of(key, events);
      CompletableFuture<Integer> awake = new CompletableFuture<>();
      long started = System.nanoTime();
      ActorRef<String> actor =
          journal
              .system()
              .systemActorOf(
                  Waking.create(Integer.toString(key), awake),
                  "waking-" + System.nanoTime(),
                  Props.empty());
      int found = awake.orTimeout(60, TimeUnit.SECONDS).join();
      times.note(System.nanoTime() - started);
      actor.tell("stop");
      if (found != expected) {
        throw new IllegalStateException(
            "key " + key + " has " + found + " events where " + expected + " were written");
      }
    }
    out.printf(
        Locale.ROOT,
        "waking one key of %,d, %s: p50 %.2f ms  p99 %.2f ms  max %.2f ms%n",
        keys,
        when,
        times.millis(0.5),
        times.millis(0.99),
        times.millis(1));
    out.flush();
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                }
              });
    }
  }
}
