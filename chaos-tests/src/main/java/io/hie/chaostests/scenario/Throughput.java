package io.hie.chaostests.scenario;

import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.Ports;
import io.hie.chaostests.process.ProcessFigures;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How many messages a second, and how soon they are acknowledged: lock-step, in a closed loop or at
 * a given rate, load and sink as processes on the node's own cores. What was acknowledged must also
 * arrive, and the ledger is checked, so that a figure never stands for messages that were lost or
 * left lying.
 */
public final class Throughput {
  private final RigSettings settings;
  private final LoadShape shape;
  private final List<Integer> stages;
  private final double ratePerSecond;
  private final boolean archive;
  private final Duration warmUp;
  private final Duration measured;
  private final PrintStream out;

  private record Row(int connections, LoadSnapshot load, double cpuMicros, double drainSeconds) {}

  /**
   * @param shape its messages and connections are not used
   * @param stages how many connections each stage has
   * @param ratePerSecond of messages in each stage, 0 for as many as are answered
   * @param archive whether each ADT is written into a file as well
   * @param warmUp before the first stage, in a closed loop over as many connections as any stage
   *     has; and a third of it, at most 5 s, within each stage
   * @param measured the length of each stage
   */
  public Throughput(
      RigSettings settings,
      LoadShape shape,
      List<Integer> stages,
      double ratePerSecond,
      boolean archive,
      Duration warmUp,
      Duration measured) {
    this.settings = settings;
    this.shape = shape;
    this.stages = List.copyOf(stages);
    this.ratePerSecond = ratePerSecond;
    this.archive = archive;
    this.warmUp = warmUp;
    this.measured = measured;
    this.out = settings.out();
  }

  /** Runs it; true if every promise was kept. */
  public boolean run() {
    out.printf(
        "throughput, seed %d, %d byte messages, %d processors%n",
        shape.seed(), shape.size(), Runtime.getRuntime().availableProcessors());
    String production = archive ? "production-chaos.json" : "production-bench.json";
    try (Rig rig = Rig.open(settings, production, Ports.free())) {
      rig.startSink();
      rig.startNode();
      List<String> runs = new ArrayList<>();
      out.printf("warming up for %d s%n", warmUp.toSeconds());
      stage(rig, runs, Collections.max(stages), 0, Duration.ZERO, warmUp);
      List<Row> rows = new ArrayList<>();
      for (int connections : stages) {
        out.printf("%d connections for %d s%n", connections, measured.toSeconds());
        Duration own = warmUp.dividedBy(3);
        Duration atMost = Duration.ofSeconds(5);
        rows.add(
            stage(
                rig,
                runs,
                connections,
                ratePerSecond,
                own.compareTo(atMost) > 0 ? atMost : own,
                measured));
      }
      rig.node().stop();
      rig.sink().stop();
      boolean holds = true;
      for (String run : runs) {
        holds &= Judgement.ofRun(rig, run, archive ? Terms.DEFAULT : Terms.WITHOUT_ARCHIVE, out);
      }
      out.println(table(rows));
      if (holds) {
        rig.succeed();
      }
      return holds;
    }
  }

  private Row stage(
      Rig rig, List<String> runs, int connections, double rate, Duration ahead, Duration length) {
    String run = ControlId.run(System.nanoTime() ^ shape.seed());
    runs.add(run);
    long deliveredBefore = rig.sink().distinct();
    List<String> options = new ArrayList<>(shape.withConnections(connections).options());
    options.addAll(List.of("--for", Double.toString(ahead.plus(length).toMillis() / 1e3)));
    options.addAll(List.of("--warm-up", Double.toString(ahead.toMillis() / 1e3)));
    options.addAll(List.of("--rate", Double.toString(rate)));
    Duration cpuBefore = ProcessFigures.cpu(rig.node().pid());
    try (LoadProcess load = rig.startLoad(run, options);
        LiveLine _ =
            LiveLine.start(
                out,
                () ->
                    load.snapshot().line()
                        + String.format(
                            Locale.ROOT,
                            "  at the sink %,d",
                            rig.sink().distinct() - deliveredBefore))) {
      while (load.isRunning()) {
        rig.ensureRunning();
        Pause.millis(20);
      }
      LoadSnapshot sent = load.finish(settings.deadline());
      long end = System.nanoTime();
      long last = end;
      long expected = deliveredBefore + sent.acknowledged();
      while (rig.sink().distinct() < expected && last - end < 120_000_000_000L) {
        Pause.millis(20);
        last = System.nanoTime();
      }
      Duration cpu = ProcessFigures.cpu(rig.node().pid()).minus(cpuBefore);
      rig.drain(expected, Duration.ofMinutes(2));
      double micros = cpu.toNanos() / 1e3 / Math.max(1, sent.acknowledged());
      return new Row(connections, sent, micros, (last - end) / 1e9);
    }
  }

  private static String table(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append("| connections | acknowledged/s | p50 ms | p99 ms | p99.9 ms | max ms |");
    text.append(" node CPU µs a message | s from the last ACK to the last delivery |\n");
    text.append("|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (Row row : rows) {
      LoadSnapshot load = row.load();
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %,.0f | %.2f | %.2f | %.2f | %.1f | %.0f | %.1f |%n",
              row.connections(),
              load.perSecond(),
              load.p50Micros() / 1e3,
              load.p99Micros() / 1e3,
              load.p999Micros() / 1e3,
              load.maxMicros() / 1e3,
              row.cpuMicros(),
              row.drainSeconds()));
    }
    return text.toString();
  }
}
