package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.cluster.LocalCluster;
import io.hie.chaostests.fault.Fault;
import io.hie.chaostests.fault.Scenario;
import io.hie.chaostests.ledger.ArchiveDirectory;
import io.hie.chaostests.ledger.Evidence;
import io.hie.chaostests.ledger.Findings;
import io.hie.chaostests.ledger.LedgerCheck;
import io.hie.chaostests.ledger.LoadLedger;
import io.hie.chaostests.ledger.Report;
import io.hie.chaostests.ledger.SinkLedger;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.NodeApi;
import io.hie.chaostests.process.SinkProcess;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a cluster costs and how soon it shares the work: the time to the ACK with one node, with
 * two, and with one again; how soon the shards are where they belong after a node has come, under
 * load; and how soon a production of many items runs on all nodes. All in one run, and all messages
 * by the ledger.
 *
 * <p>With two nodes, the one that listens hands about half the messages to the other. So what a
 * message costs that is handed over is twice the difference of the means.
 */
public final class Scaling {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration EACH_NODE = Duration.ofSeconds(60);
  private static final Duration SETTLED = Duration.ofMinutes(3);
  private static final Pattern SHARD =
      Pattern.compile("\"shard\":\\d+,\"node\":\"([^\"]*)\",\"home\":\"([^\"]*)\"");

  private final RigSettings settings;
  private final LoadShape shape;
  private final Sizes sizes;
  private final StageMaker stages;
  private final PrintStream out;
  private final List<String> runs = new ArrayList<>();
  private final List<String> figures = new ArrayList<>();

  /**
   * How much of everything.
   *
   * @param nodes at the end, 2 at least
   * @param items of the production that is deployed then
   * @param rate messages a second
   * @param warmUp messages are sent for so long before the first measurement, and for half of it
   *     after a node has come or gone
   * @param measured the length of each measurement
   */
  public record Sizes(int nodes, int items, double rate, Duration warmUp, Duration measured) {
    public Sizes {
      if (nodes < 2 || items < 3) {
        throw new ChaosException("two nodes at least, and three items");
      }
    }
  }

  /**
   * @param shape its messages are not used
   */
  public Scaling(RigSettings settings, LoadShape shape, Sizes sizes) {
    this.settings = settings;
    this.shape = shape;
    this.sizes = sizes;
    this.stages = new StageMaker(settings, null);
    this.out = settings.out();
  }

  /** Runs it; true if every promise was kept. What took how long is only told. */
  public boolean run() {
    out.printf(
        "cluster, seed %d, %d processors%n",
        shape.seed(), Runtime.getRuntime().availableProcessors());
    try (RunDirectory directory = RunDirectory.open(settings)) {
      SinkProcess sink =
          SinkProcess.start(
              settings.prefix(),
              stages.sinkHost(),
              stages.sinkPort(),
              directory.file("sink.ledger"),
              directory.file("sink.log"));
      directory.endWithThis(sink);
      LocalCluster cluster = stages.local(directory, scenario());
      cluster.startWithoutNodes();
      cluster.startReady(0);
      measureTheWay(directory, cluster);
      spread(directory, cluster);
      deploy(cluster);
      drain(sink);
      cluster.close();
      sink.stop();
      boolean holds = true;
      for (String run : runs) {
        holds &= judge(directory, run);
      }
      figures.forEach(out::println);
      if (holds) {
        directory.succeed();
      }
      return holds;
    }
  }

  private Scenario scenario() {
    Fault restart = new Fault.Restart();
    return new Scenario(
        "cluster", "", sizes.nodes(), 1, false, Duration.ZERO, true, List.of(restart));
  }

  private void measureTheWay(RunDirectory directory, LocalCluster cluster) {
    load(directory, cluster, sizes.warmUp());
    LoadSnapshot alone = measured(directory, cluster, "one node");
    cluster.startReady(1);
    awaitAtHome(cluster, 2);
    load(directory, cluster, sizes.warmUp().dividedBy(2));
    LoadSnapshot shared = measured(directory, cluster, "two nodes");
    cluster.stop(1);
    awaitAtHome(cluster, 1);
    load(directory, cluster, sizes.warmUp().dividedBy(2));
    LoadSnapshot aloneAgain = measured(directory, cluster, "one node again");
    double mean = (alone.meanMicros() + aloneAgain.meanMicros()) / 2.0;
    figures.add(
        String.format(
            Locale.ROOT,
            "a message that is handed to the other node takes %.2f ms more (twice the difference of"
                + " the means, %.2f and %.2f ms)",
            2 * (shared.meanMicros() - mean) / 1e3,
            shared.meanMicros() / 1e3,
            mean / 1e3));
  }

  private LoadSnapshot measured(RunDirectory directory, LocalCluster cluster, String what) {
    LoadSnapshot load = load(directory, cluster, sizes.measured());
    figures.add(
        String.format(
            Locale.ROOT,
            "%s: %,.0f acknowledged/s, ACK mean %.2f ms, p50 %.2f, p90 %.2f, p99 %.2f ms",
            what,
            load.perSecond(),
            load.meanMicros() / 1e3,
            load.p50Micros() / 1e3,
            load.p90Micros() / 1e3,
            load.p99Micros() / 1e3));
    out.println(figures.getLast());
    return load;
  }

  private void spread(RunDirectory directory, LocalCluster cluster) {
    Duration time = EACH_NODE.multipliedBy(sizes.nodes() - 1L);
    List<String> options = options(directory, cluster, time);
    try (LoadProcess load =
        new LoadProcess(settings.prefix(), options, directory.file("load-spread.log"))) {
      directory.endWithThis(load);
      for (int node = 1; node < sizes.nodes(); node++) {
        cluster.startReady(node);
        long ready = System.nanoTime();
        awaitAtHome(cluster, node + 1);
        if (!load.isRunning()) {
          throw new ChaosException("the load ended before node " + (node + 1) + " had its shards");
        }
        figures.add(
            String.format(
                Locale.ROOT,
                "%d nodes under load: all shards are where they belong %.1f s after the last node"
                    + " was ready",
                node + 1,
                (System.nanoTime() - ready) / 1e9));
        out.println(figures.getLast());
      }
      out.println(load.finish(time.plus(settings.deadline())).line());
    }
  }

  private void deploy(LocalCluster cluster) {
    long began = System.nanoTime();
    NodeApi.Answer answer =
        cluster.api(0).apply(ManyItems.production(sizes.items(), stages.sinkPort()));
    long answered = System.nanoTime();
    if (answer.status() >= 300) {
      throw new ChaosException("the production is refused: " + answer.body());
    }
    await(
        "a production of " + sizes.items() + " items on every node",
        () -> {
          for (int node = 0; node < sizes.nodes(); node++) {
            if (!ManyItems.runs(cluster.api(node).get("status"), sizes.items())) {
              return false;
            }
          }
          return true;
        });
    figures.add(
        String.format(
            Locale.ROOT,
            "%d items: answered after %.1f s, running on all %d nodes after %.1f s",
            sizes.items(),
            (answered - began) / 1e9,
            sizes.nodes(),
            (System.nanoTime() - began) / 1e9));
  }

  private static void awaitAtHome(LocalCluster cluster, int nodes) {
    await(
        "shards where they belong on " + nodes + " nodes",
        () -> {
          Matcher shards = SHARD.matcher(cluster.api(0).get("cluster").replaceAll("\\s", ""));
          List<String> homes = new ArrayList<>();
          while (shards.find()) {
            if (shards.group(1).isEmpty() || !shards.group(1).equals(shards.group(2))) {
              return false;
            }
            homes.add(Objects.requireNonNull(shards.group(1)));
          }
          return homes.stream().distinct().count() == nodes;
        });
  }

  private static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > SETTLED.toNanos()) {
        throw new ChaosException("there are no " + what + " after " + SETTLED.toSeconds() + " s");
      }
      Pause.millis(200);
    }
  }

  private LoadSnapshot load(RunDirectory directory, LocalCluster cluster, Duration time) {
    List<String> options = options(directory, cluster, time);
    try (LoadProcess load =
        new LoadProcess(
            settings.prefix(), options, directory.file("load-" + runs.getLast() + ".log"))) {
      directory.endWithThis(load);
      return load.finish(time.plus(settings.deadline()));
    }
  }

  private List<String> options(RunDirectory directory, LocalCluster cluster, Duration time) {
    String run = ControlId.run(System.nanoTime() ^ shape.seed());
    runs.add(run);
    return List.of(
        "--targets=" + String.join(",", cluster.targets()),
        "--run-id=" + run,
        "--seed=" + shape.seed(),
        "--messages=" + Integer.MAX_VALUE,
        "--for=" + time.toSeconds(),
        "--rate=" + sizes.rate(),
        "--connections=" + shape.connections(),
        "--patients=" + shape.patients(),
        "--answer-timeout=" + ANSWER_TIMEOUT.toSeconds(),
        "--deadline=" + time.plus(settings.deadline()).toSeconds(),
        "--ledger=" + directory.file("load-" + run + ".ledger"));
  }

  private void drain(SinkProcess sink) {
    long received = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < settings.quiet().toNanos()) {
      if (sink.received() != received) {
        received = sink.received();
        since = System.nanoTime();
      }
      Pause.millis(100);
    }
  }

  private boolean judge(RunDirectory directory, String run) {
    Findings findings =
        LedgerCheck.check(
            new Evidence(
                run,
                LoadLedger.events(directory.file("load-" + run + ".ledger")),
                SinkLedger.receptions(directory.file("sink.ledger")),
                List.of(),
                new ArchiveDirectory(directory.file("archive"))),
            Terms.DEFAULT);
    if (!findings.hold()) {
      out.print(Report.table(findings));
    }
    return findings.hold();
  }
}
