package io.hie.chaostests.scenario;

import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.Ports;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The node is killed with SIGKILL at random moments under load and started again by the same
 * command. After the last message it is also stopped and started in order, which must deliver
 * nothing again.
 */
public final class NodeKill {
  private static final Duration DRAIN = Duration.ofMinutes(5);

  private final RigSettings settings;
  private final LoadShape shape;
  private final int kills;
  private final Terms terms;
  private final PrintStream out;

  public NodeKill(RigSettings settings, LoadShape shape, int kills, Terms terms) {
    this.settings = settings;
    this.shape = shape;
    this.kills = kills;
    this.terms = terms;
    this.out = settings.out();
  }

  /** Runs it; true if every promise was kept. */
  public boolean run() {
    out.printf(
        "node-kill, seed %d. Again with: hie chaos run node-kill --seed %d --kills %d --messages %d"
            + " --connections %d --patients %d --window %d%n",
        shape.seed(),
        shape.seed(),
        kills,
        shape.messages(),
        shape.connections(),
        shape.patients(),
        shape.window());
    try (Rig rig = Rig.open(settings, "production-chaos.json", Ports.free())) {
      rig.startSink();
      rig.startNode();
      String run = ControlId.run(System.nanoTime() ^ shape.seed());
      LoadSnapshot sent = loadUnderFire(rig, run);
      out.println("all is answered; waiting until all is delivered");
      rig.drain(sent.acknowledged(), DRAIN);
      restartInOrder(rig);
      rig.sink().stop();
      boolean logsClean = Judgement.ofLogs(rig, out);
      boolean holds = Judgement.ofRun(rig, run, terms, out) && logsClean;
      out.println(sent.summary());
      if (holds) {
        rig.succeed();
      }
      return holds;
    }
  }

  private LoadSnapshot loadUnderFire(Rig rig, String run) {
    KillPlan plan = KillPlan.of(shape.seed(), kills, shape.messages());
    AtomicInteger killed = new AtomicInteger();
    try (LoadProcess load = rig.startLoad(run, shape.options());
        LiveLine _ = LiveLine.start(out, () -> line(rig, load, killed.get()))) {
      for (KillPlan.Moment moment : plan.moments()) {
        while (load.snapshot().acknowledged() < moment.acknowledged() && load.isRunning()) {
          rig.ensureRunning();
          Pause.millis(10);
        }
        Pause.millis(moment.thenMillis());
        if (!load.isRunning()) {
          load.finish(Duration.ZERO); // says so if it has failed
          out.println("  (all is answered before kill " + (killed.get() + 1) + ")");
        }
        rig.node().killAndStart();
        killed.incrementAndGet();
      }
      while (load.isRunning()) {
        rig.ensureRunning();
        Pause.millis(50);
      }
      return load.finish(settings.deadline());
    }
  }

  /** A node that was stopped in order has nothing left to do when it is started again. */
  private void restartInOrder(Rig rig) {
    out.println("stopping and starting the node in order, after which nothing may come again");
    if (!rig.node().stop()) {
      out.println("  (SIGTERM did not end it within a minute: it was killed)");
    }
    rig.node().start();
    rig.drain(rig.sink().distinct(), Duration.ofMinutes(1));
    rig.node().stop();
  }

  private String line(Rig rig, LoadProcess load, int killed) {
    return String.format(
        Locale.ROOT,
        "kills %d/%d  %s  at the sink %,d  node %,d MB",
        killed,
        kills,
        load.snapshot().line(),
        rig.sink().distinct(),
        rig.node().residentBytes() >> 20);
  }
}
