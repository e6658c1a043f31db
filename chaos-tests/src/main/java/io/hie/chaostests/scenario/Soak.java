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

  /** More than this in the last quarter of the time, against the second, is growth. */
  private static final double MOST_GROWTH = 1.15;

  /** The two figures are not taken at the same moment; this much passes between them. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private static final String LAST = "EPR_Out";

  private final RigSettings settings;
  private final LoadShape shape;
  private final Duration time;
  private final int rate;
  private final Terms terms;
  private final PrintStream out;
  private final MemoryCurve memory = new MemoryCurve();
  private final List<String> broken = new ArrayList<>();
  private long mostOpen;
  private long looks;

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
      out.printf("resident memory %s; live heap at the end %s%n", memory.summary(), heap);
      out.printf(
          "at most %,d messages were open; %,d times the node's figure was that of the ledger%n",
          mostOpen, looks);
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
          memory.add(rig.node().residentBytes());
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
      if (Math.abs(perSecond - rate) > 0.1 * rate) {
        broken.add("senders were not slowed to the destination's rate");
      }
      if (sent.linksLost() + sent.negative() + sent.timeouts() > 0) {
        broken.add(
            sent.linksLost()
                + " connections lost, "
                + sent.negative()
                + " messages refused, "
                + sent.timeouts()
                + " not answered in time: slowed by more than backpressure");
      }
      if (memory.growth() > MOST_GROWTH) {
        broken.add(String.format(Locale.ROOT, "memory grew by a factor of %.2f", memory.growth()));
      }
      return sent;
    }
  }

  /** What the node says is open lies between what was so just before and just after. */
  private void look(Rig rig, LoadProcess load) {
    long before = load.snapshot().acknowledged() - rig.sink().distinct();
    long open = rig.node().status().openMessages();
    long after = load.snapshot().acknowledged() - rig.sink().distinct();
    long play =
        shape.connections() * (long) shape.window() + rate * BETWEEN_LOOKS.toMillis() / 1000;
    mostOpen = Math.max(mostOpen, open);
    if (open < Math.min(before, after) - play || open > Math.max(before, after) + play) {
      if (broken.size() < 20) {
        broken.add(open + " open, says the node; by the ledger it were " + before + " to " + after);
      }
    } else {
      looks++;
    }
  }

  private void checkEnd(Rig rig, LoadSnapshot sent) {
    NodeStatus status = rig.node().status();
    if (status.openMessages() != 0) {
      broken.add(status.openMessages() + " messages are open in the end");
    }
    if (status.done(LAST) != sent.acknowledged()) {
      broken.add(
          LAST + " has done " + status.done(LAST) + ", acknowledged were " + sent.acknowledged());
    }
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
