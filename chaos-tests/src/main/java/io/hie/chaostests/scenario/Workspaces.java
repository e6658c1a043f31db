package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.Ports;
import io.hie.chaostests.process.ProcessFigures;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a workspace costs in memory: many of them on one node, each with a production of a service,
 * a router and an operation, and messages for each. Live heap and resident memory are measured
 * before, with all deployed, and after the messages.
 */
public final class Workspaces {
  private final RigSettings settings;
  private final LoadShape shape;
  private final int workspaces;
  private final PrintStream out;

  private record Memory(String when, long heap, long resident) {}

  /**
   * @param shape its messages are divided between the workspaces, one connection each
   */
  public Workspaces(RigSettings settings, LoadShape shape, int workspaces) {
    this.settings = settings.withJavaOptions("-Xmx1g");
    this.shape = shape.withConnections(workspaces);
    this.workspaces = workspaces;
    this.out = settings.out();
  }

  /** Runs it; true if every message arrived, once and in order. */
  public boolean run() {
    out.printf(
        Locale.ROOT,
        "workspaces, seed %d, %d of them, %,d messages%n",
        shape.seed(),
        workspaces,
        shape.messages());
    try (Rig rig = Rig.open(settings, "production-bench.json", Ports.free())) {
      rig.startSink();
      rig.startNode();
      List<Memory> memory = new ArrayList<>();
      // The first messages load what all workspaces share, so that no workspace is charged for it.
      String first = ControlId.run(System.nanoTime() ^ shape.seed());
      send(rig, first, List.of("--port", Integer.toString(rig.mllpPort())), 0);
      memory.add(memory(rig, "before"));
      Set<Integer> ports = new LinkedHashSet<>();
      while (ports.size() < workspaces) {
        ports.add(Ports.free());
      }
      double each = deploy(rig, List.copyOf(ports));
      memory.add(memory(rig, "deployed"));
      String targets =
          ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
      String run = ControlId.run(System.nanoTime() ^ ~shape.seed());
      LoadSnapshot sent = send(rig, run, List.of("--targets", targets), rig.sink().distinct());
      memory.add(memory(rig, "after messages"));
      rig.node().stop();
      rig.sink().stop();
      boolean holds = Judgement.ofRun(rig, run, Terms.WITHOUT_ARCHIVE, out);
      out.println(sent.summary());
      out.printf(Locale.ROOT, "%.0f ms to deploy each%n", each * 1e3);
      out.println(table(memory));
      if (holds) {
        rig.succeed();
      }
      return holds;
    }
  }

  /** Seconds for each. */
  private double deploy(Rig rig, List<Integer> ports) {
    Template small = Template.of("production-small.json");
    long begin = System.nanoTime();
    for (int i = 0; i < ports.size(); i++) {
      small.apply(
          rig.node().api(),
          Map.of(
              "WORKSPACE",
              "ward-" + (i + 1),
              "PORT",
              Integer.toString(ports.get(i)),
              "SINK",
              Integer.toString(rig.sinkPort())));
    }
    out.printf("%d workspaces are deployed%n", ports.size());
    return (System.nanoTime() - begin) / 1e9 / ports.size();
  }

  private LoadSnapshot send(Rig rig, String run, List<String> target, long before) {
    try (LoadProcess load = rig.startLoad(run, target, shape.options());
        LiveLine _ = LiveLine.start(out, () -> load.snapshot().line())) {
      while (load.isRunning()) {
        rig.ensureRunning();
        Pause.millis(20);
      }
      LoadSnapshot sent = load.finish(settings.deadline());
      rig.drain(before + sent.acknowledged(), Duration.ofMinutes(2));
      return sent;
    }
  }

  private static Memory memory(Rig rig, String when) {
    long pid = rig.node().pid();
    long heap =
        ProcessFigures.liveHeapBytes(pid)
            .orElseThrow(() -> new ChaosException("the heap cannot be measured without jcmd"));
    return new Memory(when, heap, rig.node().residentBytes());
  }

  private String table(List<Memory> memory) {
    StringBuilder text = new StringBuilder();
    text.append("| | live heap MB | a workspace MB | resident MB | a workspace MB |\n");
    text.append("|---|---:|---:|---:|---:|\n");
    Memory first = memory.getFirst();
    for (Memory each : memory) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.2f | %.0f | %.2f |%n",
              each.when(),
              each.heap() / 1e6,
              (each.heap() - first.heap()) / 1e6 / workspaces,
              each.resident() / 1e6,
              (each.resident() - first.resident()) / 1e6 / workspaces));
    }
    return text.toString();
  }
}
