package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.SinkLedger;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.Ports;
import io.hie.chaostests.sink.Faults;
import io.hie.chaostests.sink.LedgerRecorder;
import io.hie.chaostests.sink.Sink;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A service, eight processes and an operation in a chain. In turns the operation's destination
 * works and answers AE to everything. What the nine items before it do is measured in both halves
 * of each turn, side by side; and how soon the breaker opens, and closes again by itself. At the
 * end all that was acknowledged must have arrived, in order.
 */
public final class Chain {
  private static final Faults FAILING = new Faults(1, 0, 0, 0, 0, 0, 0);
  private static final String FAILING_ITEM = "EPR_Out";
  private static final String LAST_BEFORE = "Step_8";
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final RigSettings settings;
  private final LoadShape shape;
  private final int rate;
  private final int turns;
  private final Duration warmUp;
  private final Duration half;
  private final PrintStream out;

  private record Turn(double working, double failing, double openedMillis, double closedMillis) {}

  /**
   * @param rate messages a second; 0 for as many as fit
   * @param half how long the destination works, and then fails, in each turn
   */
  public Chain(
      RigSettings settings, LoadShape shape, int rate, int turns, Duration warmUp, Duration half) {
    this.settings = settings;
    this.shape = shape;
    this.rate = rate;
    this.turns = turns;
    this.warmUp = warmUp;
    this.half = half;
    this.out = settings.out();
  }

  /** Runs it; true if nothing was lost or reordered and the breaker did what it has to. */
  public boolean run() {
    out.printf(
        "chain, seed %d, %d byte messages, %d connections, %d processors%n",
        shape.seed(),
        shape.size(),
        shape.connections(),
        Runtime.getRuntime().availableProcessors());
    int port = Ports.free();
    try (Rig rig = Rig.open(settings, "production-chain.json", port);
        SinkLedger ledger = SinkLedger.create(rig.sinkLedger());
        Sink sink = Sink.start(port, Faults.NONE, new LedgerRecorder(ledger))) {
      rig.startNode();
      String run = ControlId.run(System.nanoTime() ^ shape.seed());
      List<Turn> measured = new ArrayList<>();
      LoadSnapshot sent = load(rig, sink, run, measured);
      awaitAll(rig, sink, sent.acknowledged());
      rig.node().stop();
      sink.close();
      ledger.flush();
      boolean holds =
          Judgement.ofRun(
              rig,
              run,
              new Terms(Duration.ofSeconds(1), Duration.ofSeconds(10), Set.of(), false),
              out);
      out.println(table(measured));
      if (holds) {
        rig.succeed();
      }
      return holds;
    } catch (IOException e) {
      throw new ChaosException("cannot keep the sink's ledger: " + e, e);
    }
  }

  private LoadSnapshot load(Rig rig, Sink sink, String run, List<Turn> measured) {
    List<String> options = new ArrayList<>(shape.options());
    // Longer than all turns: it is ended when they are over.
    options.addAll(List.of("--for", Double.toString(atMost().toMillis() / 1e3)));
    if (rate > 0) {
      options.addAll(List.of("--rate", Integer.toString(rate)));
    }
    try (LoadProcess load = rig.startLoad(run, options)) {
      out.printf("warming up for %d s%n", warmUp.toSeconds());
      Pause.millis(warmUp.toMillis());
      for (int turn = 1; turn <= turns; turn++) {
        measured.add(turn(rig, sink, load));
        Turn last = measured.getLast();
        out.printf(
            Locale.ROOT,
            "turn %d: %,.0f/s while it works, %,.0f/s while it fails; open after %.0f ms, closed"
                + " %.0f ms after it works again%n",
            turn,
            last.working(),
            last.failing(),
            last.openedMillis(),
            last.closedMillis());
      }
      while (load.isRunning()) {
        rig.node().ensureRunning();
        Pause.millis(20);
      }
      return load.finish(settings.deadline());
    }
  }

  /** What the load is told to run for; turns that wait for a drain longer end after it. */
  private Duration atMost() {
    return warmUp.plus(half.multipliedBy(5L * turns));
  }

  private Turn turn(Rig rig, Sink sink, LoadProcess load) {
    double working = throughput(rig);
    long begin = System.nanoTime();
    sink.behave(FAILING);
    awaitBreaker(rig, "OPEN");
    double opened = (System.nanoTime() - begin) / 1e6;
    double failing = throughput(rig);
    begin = System.nanoTime();
    sink.behave(Faults.NONE);
    awaitBreaker(rig, "CLOSED");
    double closed = (System.nanoTime() - begin) / 1e6;
    catchUp(rig, sink, load);
    return new Turn(working, failing, opened, closed);
  }

  /** Messages a second that the ninth item finishes. */
  private double throughput(Rig rig) {
    long before = rig.node().status().done(LAST_BEFORE);
    long begin = System.nanoTime();
    Pause.millis(half.toMillis());
    long after = rig.node().status().done(LAST_BEFORE);
    return (after - before) * 1e9 / (System.nanoTime() - begin);
  }

  private static void awaitBreaker(Rig rig, String state) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!rig.node().status().breaker(FAILING_ITEM).equals(state)) {
      rig.node().ensureRunning();
      if (System.nanoTime() > deadline) {
        throw new ChaosException(
            "the breaker of " + FAILING_ITEM + " was not " + state + " after a minute");
      }
      Pause.millis(10);
    }
  }

  /** Until what waited behind the breaker has gone out, so that no turn pays for the one before. */
  private void catchUp(Rig rig, Sink sink, LoadProcess load) {
    long deadline = System.nanoTime() + half.multipliedBy(3).toNanos();
    while (load.isRunning()
        && sink.distinct() < load.snapshot().acknowledged() - 500
        && System.nanoTime() < deadline) {
      rig.node().ensureRunning();
      Pause.millis(20);
    }
  }

  private static void awaitAll(Rig rig, Sink sink, long acknowledged) {
    long deadline = System.nanoTime() + LONGEST.multipliedBy(2).toNanos();
    while (sink.distinct() < acknowledged && System.nanoTime() < deadline) {
      rig.node().ensureRunning();
      Pause.millis(50);
    }
    Pause.millis(500); // for what might come twice
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String table(List<Turn> turns) {
    StringBuilder text = new StringBuilder();
    text.append("| turn | items 1 to 9, last working: messages/s | last failing | difference |");
    text.append(" breaker open after ms | closed after ms |\n|---:|---:|---:|---:|---:|---:|\n");
    double working = median(turns.stream().map(Turn::working).toList());
    double failing = median(turns.stream().map(Turn::failing).toList());
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %,.0f | %,.0f | %+.1f %% | %.0f | %.0f |%n",
              i + 1,
              turn.working(),
              turn.failing(),
              (turn.failing() / turn.working() - 1) * 100,
              turn.openedMillis(),
              turn.closedMillis()));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "| median | %,.0f | %,.0f | %+.1f %% | | |%n",
                working,
                failing,
                (failing / working - 1) * 100))
        .toString();
  }
}
