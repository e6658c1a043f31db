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
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Nothing is broken on purpose: the same load over few and over many connections, into a node with
 * a small heap. Every promise must hold, and the memory is reported.
 */
public final class Steady {
  private final RigSettings settings;
  private final LoadShape shape;
  private final List<Integer> stages;
  private final Terms terms;
  private final PrintStream out;

  /**
   * @param stages how many connections each stage has
   */
  public Steady(RigSettings settings, LoadShape shape, List<Integer> stages, Terms terms) {
    this.settings = settings.withJavaOptions("-Xmx512m");
    this.shape = shape;
    this.stages = List.copyOf(stages);
    this.terms = terms;
    this.out = settings.out();
  }

  /** Runs it; true if every promise was kept. */
  public boolean run() {
    out.printf(
        "steady, seed %d. Again with: hie chaos run steady --seed %d --messages %d --patients %d%n",
        shape.seed(), shape.seed(), shape.messages(), shape.patients());
    try (Rig rig = Rig.open(settings, "production-chaos.json", Ports.free())) {
      rig.startSink();
      rig.startNode();
      List<String> memory = new ArrayList<>();
      memory.add("live heap at the start " + heap(rig));
      List<String> runs = new ArrayList<>();
      long delivered = 0;
      for (int connections : stages) {
        String run = ControlId.run(System.nanoTime() ^ shape.seed());
        runs.add(run);
        LoadSnapshot sent = stage(rig, run, shape.withConnections(connections), delivered, memory);
        delivered += sent.acknowledged();
      }
      rig.node().stop();
      rig.sink().stop();
      boolean holds = Judgement.ofLogs(rig, out);
      for (String run : runs) {
        holds &= Judgement.ofRun(rig, run, terms, out);
      }
      out.println("Memory of the node (" + settings.javaOptions() + "):");
      memory.forEach(line -> out.println("  " + line));
      if (holds) {
        rig.succeed();
      }
      return holds;
    }
  }

  private LoadSnapshot stage(
      Rig rig, String run, LoadShape stage, long before, List<String> memory) {
    out.printf(Locale.ROOT, "%d connections, run %s%n", stage.connections(), run);
    MemoryCurve curve = new MemoryCurve();
    try (LoadProcess load = rig.startLoad(run, stage.options());
        LiveLine _ =
            LiveLine.start(
                out,
                () -> {
                  long resident = rig.node().residentBytes();
                  curve.add(resident);
                  return line(rig, load, resident, before);
                })) {
      while (load.isRunning()) {
        rig.ensureRunning();
        Pause.millis(50);
      }
      LoadSnapshot sent = load.finish(settings.deadline());
      rig.drain(before + sent.acknowledged(), Duration.ofMinutes(5));
      out.println(sent.summary());
      memory.add(
          stage.connections()
              + " connections: resident "
              + curve.summary()
              + ", live heap "
              + heap(rig));
      return sent;
    }
  }

  private static String line(Rig rig, LoadProcess load, long resident, long before) {
    return String.format(
        Locale.ROOT,
        "%s  at the sink %,d  node %,d MB",
        load.snapshot().line(),
        rig.sink().distinct() - before,
        resident >> 20);
  }

  private static String heap(Rig rig) {
    Optional<Long> bytes = ProcessFigures.liveHeapBytes(rig.node().pid());
    return bytes.map(b -> (b >> 20) + " MB after a collection").orElse("unknown (no jcmd)");
  }
}
