package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.NodeApi;
import io.hie.chaostests.process.Ports;
import io.hie.chaostests.process.SinkProcess;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the overload of one workspace does to another: a steady load of one workspace alone, beside
 * another that is sent far more than its destination takes, alone again, and beside one that is
 * sent as much as its service can take and more, whose destination takes it all. And what comes of
 * processors that are busy: the same load beside threads of another process that never rest.
 */
public final class Isolation {
  private static final Duration AHEAD = Duration.ofSeconds(5);
  private static final Duration DRAIN = Duration.ofMinutes(2);

  private final RigSettings settings;
  private final LoadShape shape;
  private final double rate;
  private final int noisyConnections;
  private final int noisyDestination;
  private final int turns;
  private final Duration warmUp;
  private final Duration measured;
  private final PrintStream out;
  private final Template noisyDocument = Template.of("production-noisy.json");

  /** What the other workspace is, while the first is measured. */
  private enum Beside {
    NOBODY("alone"),
    SLOW_DESTINATION("its destination takes less"),
    BUSY_SERVICE("its service takes less"),
    /** Not the other workspace, but another process: what comes of the processors alone. */
    FULL_PROCESSORS("none, but processors that never rest");

    final String words;

    Beside(String words) {
      this.words = words;
    }
  }

  private record Row(Beside beside, LoadSnapshot load, @Nullable LoadSnapshot other) {}

  /** Where the other workspace's messages come in and go out. */
  private record Other(int port, SinkProcess sink) {}

  /**
   * @param rate messages a second of the workspace that is measured
   * @param noisyConnections of the other one, each in a closed loop
   * @param noisyDestination messages a second that the other one's destination takes while that is
   *     what is too slow
   * @param turns each has all of them, with the workspace alone before each
   */
  public Isolation(
      RigSettings settings,
      LoadShape shape,
      double rate,
      int noisyConnections,
      int noisyDestination,
      int turns,
      Duration warmUp,
      Duration measured) {
    this.settings = settings;
    this.shape = shape;
    this.rate = rate;
    this.noisyConnections = noisyConnections;
    this.noisyDestination = noisyDestination;
    this.turns = turns;
    this.warmUp = warmUp;
    this.measured = measured;
    this.out = settings.out();
  }

  /** Runs it; true if nothing was lost or reordered. How far they are isolated is printed. */
  public boolean run() {
    out.printf(
        Locale.ROOT,
        "isolation, seed %d, %,.0f messages a second of %d bytes over %d connections beside %d in a"
            + " closed loop, %d processors%n",
        shape.seed(),
        rate,
        shape.size(),
        shape.connections(),
        noisyConnections,
        Runtime.getRuntime().availableProcessors());
    try (Rig rig = Rig.open(settings, "production-bench.json", Ports.free())) {
      rig.startSink();
      rig.startNode();
      int port = Ports.free();
      SinkProcess otherSink = rig.startSink(port, "noisy-sink");
      Other other = new Other(Ports.free(), otherSink);
      List<String> runs = new ArrayList<>();
      out.printf("warming up for %d s%n", warmUp.toSeconds());
      apply(rig, other, port, Beside.BUSY_SERVICE);
      stage(rig, other, runs, Beside.BUSY_SERVICE, Duration.ZERO, warmUp);
      List<Row> rows = new ArrayList<>();
      for (int turn = 1; turn <= turns; turn++) {
        for (Beside beside : List.of(Beside.SLOW_DESTINATION, Beside.BUSY_SERVICE)) {
          rows.add(stage(rig, other, runs, Beside.NOBODY, AHEAD, measured));
          apply(rig, other, port, beside);
          rows.add(stage(rig, other, runs, beside, AHEAD, measured));
        }
        for (Beside beside : List.of(Beside.NOBODY, Beside.FULL_PROCESSORS)) {
          rows.add(stage(rig, other, runs, beside, AHEAD, measured));
        }
      }
      rig.node().stop();
      rig.sink().stop();
      otherSink.stop();
      boolean holds = true;
      for (String run : runs) {
        holds &= Judgement.ofRun(rig, run, Terms.WITHOUT_ARCHIVE, out);
      }
      out.println(table(rows));
      if (holds) {
        rig.succeed();
      }
      return holds;
    }
  }

  private void apply(Rig rig, Other other, int sinkPort, Beside beside) {
    NodeApi api = rig.node().api();
    int takes = beside == Beside.SLOW_DESTINATION ? noisyDestination : 100_000;
    noisyDocument.apply(
        api,
        Map.of(
            "PORT",
            Integer.toString(other.port()),
            "SINK",
            Integer.toString(sinkPort),
            "RATE",
            Integer.toString(takes)));
  }

  private Row stage(
      Rig rig, Other other, List<String> runs, Beside beside, Duration ahead, Duration length) {
    out.println(beside.words);
    String run = ControlId.run(System.nanoTime() ^ shape.seed());
    runs.add(run);
    long before = rig.sink().distinct();
    long otherBefore = other.sink().distinct();
    List<String> options = new ArrayList<>(shape.options());
    options.addAll(times(ahead, length));
    options.addAll(List.of("--rate", Double.toString(rate)));
    boolean noisy = beside == Beside.SLOW_DESTINATION || beside == Beside.BUSY_SERVICE;
    try (LoadProcess noise = noisy ? startNoise(rig, other, ahead, length) : null;
        BusyThreads _ =
            BusyThreads.start(
                beside == Beside.FULL_PROCESSORS ? Runtime.getRuntime().availableProcessors() : 0);
        LoadProcess load = rig.startLoad(run, options);
        LiveLine _ = LiveLine.start(out, () -> line(load, noise))) {
      while (load.isRunning()) {
        rig.ensureRunning();
        Pause.millis(20);
      }
      LoadSnapshot sent = load.finish(settings.deadline());
      LoadSnapshot made = noise == null ? null : noise.finish(settings.deadline());
      rig.drain(before + sent.acknowledged(), DRAIN);
      if (made != null) {
        awaitAll(other, otherBefore + made.acknowledged());
      }
      return new Row(beside, sent, made);
    }
  }

  private LoadProcess startNoise(Rig rig, Other other, Duration ahead, Duration length) {
    List<String> options =
        new ArrayList<>(
            new LoadShape(
                    shape.seed() + 1,
                    shape.messages(),
                    noisyConnections,
                    Math.max(shape.patients(), noisyConnections),
                    1,
                    shape.size(),
                    shape.events())
                .options());
    options.addAll(times(ahead, length));
    return rig.startLoad(
        ControlId.run(System.nanoTime() ^ ~shape.seed()),
        List.of("--port", Integer.toString(other.port())),
        options);
  }

  private static List<String> times(Duration ahead, Duration length) {
    return List.of(
        "--for",
        Double.toString(ahead.plus(length).toMillis() / 1e3),
        "--warm-up",
        Double.toString(ahead.toMillis() / 1e3));
  }

  private static void awaitAll(Other other, long expected) {
    long deadline = System.nanoTime() + DRAIN.toNanos();
    while (other.sink().distinct() < expected) {
      if (System.nanoTime() > deadline || !Pause.millis(50)) {
        throw new ChaosException(
            "of the other workspace's messages "
                + (expected - other.sink().distinct())
                + " have not arrived");
      }
    }
  }

  private static String line(LoadProcess load, @Nullable LoadProcess noise) {
    return load.snapshot().line()
        + (noise == null
            ? ""
            : String.format(
                Locale.ROOT, "  the other: acknowledged %,d", noise.snapshot().acknowledged()));
  }

  private static String table(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append("| beside | the other's messages/s | messages/s | ACK p50 ms | p99 ms |");
    text.append(" p99.9 ms | from when due p99 ms |\n|---|---:|---:|---:|---:|---:|---:|\n");
    for (Row row : rows) {
      LoadSnapshot load = row.load();
      LoadSnapshot other = row.other();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %,.0f | %.2f | %.2f | %.2f | %.2f |%n",
              row.beside().words,
              other == null ? "" : String.format(Locale.ROOT, "%,.0f", other.perSecond()),
              load.perSecond(),
              load.p50Micros() / 1e3,
              load.p99Micros() / 1e3,
              load.p999Micros() / 1e3,
              load.dueP99Micros() / 1e3));
    }
    return text.toString();
  }
}
