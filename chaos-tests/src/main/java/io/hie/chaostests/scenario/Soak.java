package io.hie.chaostests.scenario;

import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.NodeStatus;
import io.hie.chaostests.process.Ports;
import io.hie.chaostests.process.ProcessFigures;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * For a long time more is sent than a destination takes, into a node with a small heap. Senders
 * must be slowed to the destination's rate by backpressure and nothing else, memory must not grow,
 * what the node says is open must be what was acknowledged and has not arrived, and in the end
 * nothing is open and the ledger holds.
 */
public final class Soak {
  private static final Duration SETTLE = Duration.ofSeconds(30);
  private static final Duration DRAIN = Duration.ofMinutes(2);

  /** The two figures are not taken at the same moment; this much passes between them. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private static final String LAST = "EPR_Out";

  private final RigSettings settings;
  private final LoadShape shape;
  private final Duration time;
  private final int rate;
  private final Terms terms;
  private final PrintStream out;
  private final SoakJudge judge;

  /**
   * @param rate messages a second that the destination takes
   */
  public Soak(RigSettings settings, LoadShape shape, Duration time, int rate, Terms terms) {
    this.settings = settings.withJavaOptions("-Xmx512m");
    this.shape = shape;
    this.time = time;
    this.rate = rate;
    this.terms = terms;
    this.out = settings.out();
    this.judge =
        new SoakJudge(
            rate,
            shape.connections() * (long) shape.window() + rate * BETWEEN_LOOKS.toMillis() / 1000);
  }

  /** Runs it; true if every promise was kept. */
  public boolean run() {
    out.printf(
        "soak, seed %d. Again with: hie chaos run soak --seed %d --minutes %s --rate %d"
            + " --connections %d --window %d%n",
        shape.seed(),
        shape.seed(),
        time.toSeconds() / 60.0,
        rate,
        shape.connections(),
        shape.window());
    try (Rig rig = Rig.open(settings, "production-soak.json", Ports.free())) {
      rig.environment(Map.of("HIE_SOAK_RATE", Integer.toString(rate)));
      rig.startSink();
      rig.startNode();
      String run = ControlId.run(System.nanoTime() ^ shape.seed());
      LoadSnapshot sent = load(rig, run);
      rig.drain(sent.acknowledged(), DRAIN);
      checkEnd(rig, sent);
      String heap =
          ProcessFigures.liveHeapBytes(rig.node().pid())
              .map(bytes -> (bytes >> 20) + " MB after a collection")
              .orElse("unknown (no jcmd)");
      rig.node().stop();
      rig.sink().stop();
      boolean logs = Judgement.ofLogs(rig, out);
      boolean holds = Judgement.ofRun(rig, run, terms, out) && logs;
      out.println(sent.summary());
      out.printf("resident memory %s; live heap at the end %s%n", judge.memorySummary(), heap);
      out.printf(
          "at most %,d messages were open; %,d times the node's figure was that of the ledger, %d"
              + " times only at the next look%n",
          judge.mostOpen(), judge.looks(), judge.late());
      List<String> broken = judge.broken();
      broken.forEach(line -> out.println("  BROKEN: " + line));
      if (holds && broken.isEmpty()) {
        rig.succeed();
      }
      return holds && broken.isEmpty();
    }
  }

  private LoadSnapshot load(Rig rig, String run) {
    List<String> options = new ArrayList<>(shape.options());
    options.addAll(List.of("--for", Long.toString(time.toSeconds())));
    try (LoadProcess load = rig.startLoad(run, options);
        LiveLine _ = LiveLine.start(out, () -> line(rig, load))) {
      long began = System.nanoTime();
      long settled = 0;
      while (load.isRunning()) {
        rig.ensureRunning();
        Pause.millis(1_000);
        boolean over = System.nanoTime() - began > time.minusSeconds(2).toNanos();
        if (System.nanoTime() - began > SETTLE.toNanos() && !over) {
          judge.memory(rig.node().residentBytes());
          look(rig, load);
          settled = settled == 0 ? load.snapshot().acknowledged() : settled;
        }
      }
      LoadSnapshot sent = load.finish(settings.deadline());
      double perSecond = (sent.acknowledged() - settled) / (double) time.minus(SETTLE).toSeconds();
      out.printf(
          Locale.ROOT,
          "acknowledged after the first %d s: %.0f a second, the destination" + " takes %d%n",
          SETTLE.toSeconds(),
          perSecond,
          rate);
      judge.senders(perSecond, sent.linksLost(), sent.negative(), sent.timeouts());
      return sent;
    }
  }

  private void look(Rig rig, LoadProcess load) {
    long before = load.snapshot().acknowledged() - rig.sink().distinct();
    long open = rig.node().status().openMessages();
    judge.look(before, open, load.snapshot().acknowledged() - rig.sink().distinct());
  }

  private void checkEnd(Rig rig, LoadSnapshot sent) {
    NodeStatus status = rig.node().status();
    judge.end(status.openMessages(), LAST, status.done(LAST), sent.acknowledged());
  }

  private String line(Rig rig, LoadProcess load) {
    return String.format(
        Locale.ROOT,
        "%s  at the sink %,d  node %,d MB",
        load.snapshot().line(),
        rig.sink().distinct(),
        rig.node().residentBytes() >> 20);
  }
}
