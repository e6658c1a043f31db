package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.cluster.Stage;
import io.hie.chaostests.fault.Fault;
import io.hie.chaostests.fault.Plan;
import io.hie.chaostests.fault.Scenario;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.SinkProcess;
import io.hie.chaostests.report.Happening;
import io.hie.chaostests.report.RunReport;
import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs a scenario over a cluster: a load at a steady rate, one fault after the other, and at the
 * end the ledgers. The next fault waits until the last is mended and all parts are whole.
 */
public final class ClusterRun {
  /**
   * A sender's patience. What was on its way to a node that dies is answered to nobody, so it is
   * sent again only then.
   */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration FLOWS = Duration.ofMillis(1500);
  private static final Duration WHOLE_AT_MOST = Duration.ofMinutes(3);
  private static final Duration DRAIN = Duration.ofMinutes(2);

  private final Scenario scenario;
  private final RigSettings settings;
  private final ClusterSettings cluster;
  private final StageMaker stages;
  private final PrintStream out;
  private final List<Happening> happenings = new ArrayList<>();

  public ClusterRun(
      Scenario scenario, RigSettings settings, ClusterSettings cluster, StageMaker stages) {
    this.scenario = scenario;
    this.settings = settings;
    this.cluster = cluster;
    this.stages = stages;
    this.out = settings.out();
  }

  /** Runs it; true if every promise was kept. */
  public boolean run() {
    Plan plan = Plan.of(scenario, cluster.seed(), cluster.allowed());
    String command = command();
    out.printf(
        "%s, seed %d: %s%nAgain with: %s%n",
        scenario.name(), cluster.seed(), scenario.about(), command);
    String when =
        LocalDateTime.now(java.time.ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT));
    try (RunDirectory directory = RunDirectory.open(settings)) {
      try (Stage stage = stages.open(directory, scenario)) {
        directory.endWithThis(stage);
        SinkProcess sink =
            SinkProcess.start(
                settings.prefix(),
                stages.sinkHost(),
                stages.sinkPort(),
                directory.file("sink.ledger"),
                directory.file("sink.log"));
        directory.endWithThis(sink);
        String run = ControlId.run(System.nanoTime() ^ cluster.seed());
        long start = System.nanoTime();
        LoadSnapshot sent = loadUnderFire(directory, stage, sink, plan, run);
        out.println("all is answered; waiting until all is delivered");
        drain(sink, sent.acknowledged());
        sink.stop();
        ClusterJudgement judgement = new ClusterJudgement(directory, stages, cluster, run, start);
        RunReport report =
            judgement.of(scenario, command, when, List.copyOf(happenings), stage.logs());
        judgement.tell(report, out);
        if (report.holds()) {
          directory.succeed();
        }
        return report.holds();
      }
    }
  }

  private String command() {
    return String.format(
        Locale.ROOT,
        "hie chaos run %s --nodes %d --seed %d --warm-up %d --minutes %s --rate %.0f --connections"
            + " %d --patients %d%s",
        scenario.name(),
        scenario.nodes(),
        cluster.seed(),
        cluster.warmUp().toSeconds(),
        String.format(Locale.ROOT, "%.2f", cluster.time().toMillis() / 60e3)
            .replaceAll("\\.?0+$", ""),
        cluster.rate(),
        cluster.connections(),
        cluster.patients(),
        stages.options());
  }

  private List<String> loadOptions(RunDirectory directory, Stage stage, String run) {
    return List.of(
        "--targets=" + String.join(",", stage.targets()),
        "--run-id=" + run,
        "--seed=" + cluster.seed(),
        "--messages=" + Integer.MAX_VALUE,
        "--for=" + cluster.sending().toSeconds(),
        "--rate=" + cluster.rate(),
        "--connections=" + cluster.connections(),
        "--patients=" + cluster.patients(),
        "--answer-timeout=" + ANSWER_TIMEOUT.toSeconds(),
        "--deadline=" + (cluster.sending().toSeconds() + settings.deadline().toSeconds()),
        "--ledger=" + directory.file("load-" + run + ".ledger"));
  }

  private LoadSnapshot loadUnderFire(
      RunDirectory directory, Stage stage, SinkProcess sink, Plan plan, String run) {
    LoadProcess load =
        new LoadProcess(
            settings.prefix(),
            loadOptions(directory, stage, run),
            directory.file("load-" + run + ".log"));
    directory.endWithThis(load);
    try (LiveLine _ = LiveLine.start(out, () -> line(load, sink))) {
      while (load.snapshot().acknowledged() == 0 && load.isRunning()) {
        Pause.millis(10);
      }
      long end = System.nanoTime() + cluster.sending().toNanos();
      long next = System.nanoTime() + cluster.warmUp().plus(cluster.quiet()).toNanos();
      while (load.isRunning()) {
        Plan.Step step = plan.next();
        long longest = step.fault().time().plus(cluster.quiet()).toNanos();
        if (next + longest > end) {
          break;
        }
        Pause.millis(Math.max(0, (next - System.nanoTime()) / 1_000_000));
        long began = System.nanoTime();
        act(stage, step, load);
        next = Math.max(began + scenario.every().toNanos(), System.nanoTime());
      }
      return load.finish(cluster.sending().plus(settings.deadline()));
    }
  }

  private void act(Stage stage, Plan.Step step, LoadProcess load) {
    Fault fault = step.fault();
    int victim = step.victim();
    out.println("  " + fault.of(victim + 1));
    long began = System.nanoTime();
    begin(stage, fault, victim);
    long done = System.nanoTime();
    Pause.millis(fault.time().toMillis());
    long mended = System.nanoTime();
    mend(stage, fault, victim);
    long whole = awaitWhole(stage, load);
    out.printf(Locale.ROOT, "  all is whole %.1f s after it began%n", (whole - began) / 1e9);
    happenings.add(new Happening(fault, victim + 1, began, done, mended, whole));
  }

  private static void begin(Stage stage, Fault fault, int victim) {
    switch (fault) {
      case Fault.Kill _ -> stage.kill(victim);
      case Fault.Freeze _ -> stage.freeze(victim);
      case Fault.Partition _ -> stage.cut(victim);
      case Fault.Slow slow -> stage.slow(victim, slow.delay());
      case Fault.Restart _ -> stage.stop(victim);
      case Fault.KillBroker _ -> stage.killBroker(victim);
      case Fault.KillDatabase _ -> stage.killDatabase();
    }
  }

  private static void mend(Stage stage, Fault fault, int victim) {
    switch (fault) {
      case Fault.Kill _, Fault.Restart _ -> stage.start(victim);
      case Fault.Freeze _ -> stage.thaw(victim);
      case Fault.Partition _, Fault.Slow _ -> stage.heal(victim);
      case Fault.KillBroker _ -> stage.startBroker(victim);
      case Fault.KillDatabase _ -> stage.startDatabase();
    }
  }

  /**
   * When all parts had been whole for a while, and something was acknowledged again and again, as
   * of the beginning of that while.
   */
  private long awaitWhole(Stage stage, LoadProcess load) {
    long start = System.nanoTime();
    long since = -1;
    long acknowledged = load.snapshot().acknowledged();
    long flowed = start;
    while (System.nanoTime() - start < WHOLE_AT_MOST.toNanos()) {
      long now = System.nanoTime();
      if (load.snapshot().acknowledged() > acknowledged || !load.isRunning()) {
        acknowledged = load.snapshot().acknowledged();
        flowed = now;
      }
      if (now - flowed > FLOWS.toNanos() || !stage.isWhole()) {
        since = -1;
      } else if (since < 0) {
        since = now;
      } else if (now - since > cluster.wholeFor().toNanos()) {
        return since;
      }
      Pause.millis(100);
    }
    String missing = stage.missing();
    throw new ChaosException(
        "the cluster is not whole "
            + WHOLE_AT_MOST.toSeconds()
            + " s later: "
            + (missing.isEmpty() ? "nothing is acknowledged" : missing));
  }

  private void drain(SinkProcess sink, long distinct) {
    long start = System.nanoTime();
    long quietSince = start;
    long received = -1;
    while (System.nanoTime() - start < DRAIN.toNanos() && Pause.millis(100)) {
      if (sink.received() != received) {
        received = sink.received();
        quietSince = System.nanoTime();
      }
      long quiet = System.nanoTime() - quietSince;
      boolean complete = sink.distinct() >= distinct;
      if ((complete && quiet > settings.quiet().toNanos()) || quiet > settings.stuck().toNanos()) {
        return;
      }
    }
  }

  private static String line(LoadProcess load, SinkProcess sink) {
    return String.format(
        Locale.ROOT, "%s  at the sink %,d", load.snapshot().line(), sink.distinct());
  }
}
