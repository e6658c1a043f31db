package io.hie.chaostests.scenario;

import io.hie.chaostests.http.ReadSnapshot;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.Ports;
import io.hie.chaostests.process.ProcessFigures;
import io.hie.chaostests.process.ReadProcess;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What many reads of the status do to the messages: the same load of messages in turns without and
 * with reads, all on the node's own cores, and the times to the ACK of both side by side. Reads go
 * over connections that stay open, with an API token that may look at things and nothing else.
 */
public final class StatusReads {
  private static final Duration AHEAD = Duration.ofSeconds(5);

  private final RigSettings settings;
  private final LoadShape shape;
  private final double messages;
  private final double reads;
  private final int readers;
  private final int turns;
  private final Duration warmUp;
  private final Duration measured;
  private final PrintStream out;

  private record Row(LoadSnapshot load, @Nullable ReadSnapshot reads, double cores) {}

  /**
   * @param messages a second
   * @param reads a second; 0 for as many as are answered
   * @param readers connections of the reads
   * @param turns each is once without and once with reads
   * @param warmUp with both, before the first turn
   * @param measured the length of each half of a turn
   */
  public StatusReads(
      RigSettings settings,
      LoadShape shape,
      double messages,
      double reads,
      int readers,
      int turns,
      Duration warmUp,
      Duration measured) {
    this.settings = settings;
    this.shape = shape;
    this.messages = messages;
    this.reads = reads;
    this.readers = readers;
    this.turns = turns;
    this.warmUp = warmUp;
    this.measured = measured;
    this.out = settings.out();
  }

  /** Runs it; true if every promise was kept and every read was answered. */
  public boolean run() {
    out.printf(
        Locale.ROOT,
        "status reads, seed %d, %,.0f messages a second of %d bytes over %d connections, %s reads a"
            + " second over %d, %d processors%n",
        shape.seed(),
        messages,
        shape.size(),
        shape.connections(),
        reads == 0 ? "as many as fit" : String.format(Locale.ROOT, "%,.0f", reads),
        readers,
        Runtime.getRuntime().availableProcessors());
    try (Rig rig = Rig.open(settings, "production-bench.json", Ports.free())) {
      rig.startSink();
      rig.startNode();
      String token = rig.node().api().issueToken("bench-reads", "view");
      List<String> runs = new ArrayList<>();
      out.printf("warming up for %d s%n", warmUp.toSeconds());
      half(rig, runs, token, Duration.ZERO, warmUp);
      List<Row> rows = new ArrayList<>();
      for (int turn = 1; turn <= turns; turn++) {
        out.printf("turn %d without reads%n", turn);
        rows.add(half(rig, runs, null, AHEAD, measured));
        out.printf("turn %d with reads%n", turn);
        rows.add(half(rig, runs, token, AHEAD, measured));
      }
      rig.node().stop();
      rig.sink().stop();
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

  private Row half(
      Rig rig, List<String> runs, @Nullable String token, Duration ahead, Duration length) {
    String run = ControlId.run(System.nanoTime() ^ shape.seed());
    runs.add(run);
    long before = rig.sink().distinct();
    List<String> times =
        List.of(
            "--for",
            Double.toString(ahead.plus(length).toMillis() / 1e3),
            "--warm-up",
            Double.toString(ahead.toMillis() / 1e3));
    List<String> options = new ArrayList<>(shape.options());
    options.addAll(times);
    options.addAll(List.of("--rate", Double.toString(messages)));
    long began = System.nanoTime();
    Duration cpu = ProcessFigures.cpu(rig.node().pid());
    try (LoadProcess load = rig.startLoad(run, options);
        ReadProcess asked = token == null ? null : rig.startReads(token, readOptions(times));
        LiveLine _ = LiveLine.start(out, () -> line(load, asked))) {
      while (load.isRunning()) {
        rig.ensureRunning();
        Pause.millis(20);
      }
      LoadSnapshot sent = load.finish(settings.deadline());
      ReadSnapshot answered = asked == null ? null : asked.finish(settings.deadline());
      double cores =
          (double) ProcessFigures.cpu(rig.node().pid()).minus(cpu).toNanos()
              / (System.nanoTime() - began);
      rig.drain(before + sent.acknowledged(), Duration.ofMinutes(2));
      return new Row(sent, answered, cores);
    }
  }

  private List<String> readOptions(List<String> times) {
    List<String> options = new ArrayList<>(times);
    options.addAll(List.of("--connections", Integer.toString(readers)));
    options.addAll(List.of("--rate", Double.toString(reads)));
    return options;
  }

  private static String line(LoadProcess load, @Nullable ReadProcess asked) {
    return load.snapshot().line() + (asked == null ? "" : "  reads: " + asked.snapshot().line());
  }

  private static String table(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append("| reads/s | read p50 ms | p99 ms | from when due p99 ms | messages/s |");
    text.append(" ACK p50 ms | p99 ms | p99.9 ms | node's cores |\n");
    text.append("|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (Row row : rows) {
      ReadSnapshot read = row.reads();
      text.append(
          read == null
              ? "| none | | | "
              : String.format(
                  Locale.ROOT,
                  "| %,.0f | %.2f | %.2f | %.2f ",
                  read.perSecond(),
                  read.p50Micros() / 1e3,
                  read.p99Micros() / 1e3,
                  read.dueP99Micros() / 1e3));
      LoadSnapshot load = row.load();
      text.append(
          String.format(
              Locale.ROOT,
              "| %,.0f | %.2f | %.2f | %.2f | %.2f |%n",
              load.perSecond(),
              load.p50Micros() / 1e3,
              load.p99Micros() / 1e3,
              load.p999Micros() / 1e3,
              row.cores()));
    }
    return text.toString();
  }
}
