package io.hie.chaostests.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.cluster.LocalCluster;
import io.hie.chaostests.cluster.Network;
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
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.message.TestNhsNumbers;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.NodeApi;
import io.hie.chaostests.process.SinkProcess;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a cluster costs and how soon it shares the work: what it costs a message that its history is
 * on another node; how soon the shards are where they belong after a node has come, under load; and
 * how soon a production of many items runs on all nodes. All in one run, and all messages by the
 * ledger.
 */
public final class Scaling {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
  private static final double AS_FAST_AS_ANSWERED = 0;
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
   * @param nodes at the end, 3 at least
   * @param items of the production that is deployed then
   * @param rate messages a second
   * @param warmUp messages are sent for so long before the measurement, as fast as they are
   *     answered
   * @param measured for how long each of two nodes is measured
   */
  public record Sizes(int nodes, int items, double rate, Duration warmUp, Duration measured) {
    public Sizes {
      if (nodes < 3 || items < 3) {
        throw new ChaosException("three nodes at least, and three items");
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

  /**
   * Loads of one node and then of the other, each for patients of both, once both nodes have worked
   * as fast as they can for a while: a cold JVM takes ten times as long, wherever a history is.
   */
  private void measureTheWay(RunDirectory directory, LocalCluster cluster) {
    cluster.startReady(1);
    load(directory, cluster.targets().subList(0, 2), sizes.warmUp(), AS_FAST_AS_ANSWERED);
    List<String> homes = awaitAtHome(cluster, 2); // a shard has a home from its first message on
    Set<Integer> ofFirst = ofTheFirst(cluster, homes);
    Hops hops = new Hops();
    for (int node = 0; node < 2; node++) {
      boolean first = node == 0;
      load(directory, List.of(cluster.targets().get(node)), sizes.measured(), sizes.rate());
      hops.add(LoadLedger.events(ledger(directory)), patient -> ofFirst.contains(patient) == first);
    }
    figures.add(hops.text());
    out.println(figures.getLast());
  }

  /** The patients whose histories are on the first of two nodes. */
  private Set<Integer> ofTheFirst(LocalCluster cluster, List<String> homes) {
    long[] numbers = TestNhsNumbers.first(shape.patients());
    String firstNode = Network.host(0) + ":";
    Set<Integer> patients = new HashSet<>();
    for (int patient = 0; patient < numbers.length; patient++) {
      CRC32C crc = new CRC32C();
      crc.update(cluster.api(0).historyId("chaos", "Chaos-ADT", numbers[patient]).getBytes(UTF_8));
      String home = homes.get((int) (crc.getValue() % homes.size()));
      if (home.contains(firstNode)) {
        patients.add(patient);
      }
    }
    return patients;
  }

  private void spread(RunDirectory directory, LocalCluster cluster) {
    Duration time = EACH_NODE.multipliedBy(sizes.nodes() - 2L);
    List<String> options = options(directory, cluster.targets(), time, sizes.rate());
    try (LoadProcess load =
        new LoadProcess(settings.prefix(), options, directory.file("load-spread.log"))) {
      directory.endWithThis(load);
      for (int node = 2; node < sizes.nodes(); node++) {
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

  /** Where each shard is, when all are where they belong. */
  private static List<String> awaitAtHome(LocalCluster cluster, int nodes) {
    List<String> homes = new ArrayList<>();
    await(
        "shards where they belong on " + nodes + " nodes",
        () -> {
          homes.clear();
          Matcher shards = SHARD.matcher(cluster.api(0).get("cluster").replaceAll("\\s", ""));
          while (shards.find()) {
            if (shards.group(1).isEmpty() || !shards.group(1).equals(shards.group(2))) {
              return false;
            }
            homes.add(Objects.requireNonNull(shards.group(1)));
          }
          return homes.stream().distinct().count() == nodes;
        });
    return List.copyOf(homes);
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

  private void load(RunDirectory directory, List<String> targets, Duration time, double rate) {
    List<String> options = options(directory, targets, time, rate);
    try (LoadProcess load =
        new LoadProcess(
            settings.prefix(), options, directory.file("load-" + runs.getLast() + ".log"))) {
      directory.endWithThis(load);
      out.println(load.finish(time.plus(settings.deadline())).line());
    }
  }

  /** Of the last load. */
  private Path ledger(RunDirectory directory) {
    return directory.file("load-" + runs.getLast() + ".ledger");
  }

  private List<String> options(
      RunDirectory directory, List<String> targets, Duration time, double rate) {
    String run = ControlId.run(System.nanoTime() ^ shape.seed());
    runs.add(run);
    return List.of(
        "--targets=" + String.join(",", targets),
        "--run-id=" + run,
        "--seed=" + shape.seed(),
        "--messages=" + Integer.MAX_VALUE,
        "--for=" + time.toSeconds(),
        "--rate=" + rate,
        "--connections=" + shape.connections(),
        "--patients=" + shape.patients(),
        "--answer-timeout=" + ANSWER_TIMEOUT.toSeconds(),
        "--deadline=" + time.plus(settings.deadline()).toSeconds(),
        "--ledger=" + ledger(directory));
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
