package io.hie.chaostests.scenario;

import io.hie.chaostests.ledger.ArchiveDirectory;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.Node;
import io.hie.chaostests.process.Ports;
import io.hie.chaostests.process.ReadProcess;
import io.hie.chaostests.process.SinkProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node, a sink and loads, with one directory for all that they leave behind. Closing it ends
 * every process, also when this program is ended by Ctrl-C, and removes the directory unless
 * something failed or it is to be kept.
 */
final class Rig implements AutoCloseable {

  private final RigSettings settings;
  private final RunDirectory run;
  private final int mllpPort = Ports.free();
  private final int sinkPort;
  private final Node node;
  private @Nullable SinkProcess sink;
  private volatile int archived;

  private Rig(RigSettings settings, RunDirectory run, String production, int sinkPort) {
    this.settings = settings;
    this.run = run;
    this.sinkPort = sinkPort;
    Path productionFile = run.production(production);
    run.directory("archive");
    Map<String, String> environment = new HashMap<>();
    environment.put("HIE_MLLP_PORT", Integer.toString(mllpPort));
    environment.put("HIE_EPR_HOST", "127.0.0.1");
    environment.put("HIE_EPR_PORT", Integer.toString(sinkPort));
    environment.put("HIE_ARCHIVE", archive().toString());
    String javaOptions = settings.javaOptions();
    if (javaOptions != null) {
      environment.put("HIE_JAVA_OPTS", javaOptions);
    }
    List<String> command = new ArrayList<>(settings.prefix());
    command.addAll(settings.nodeCommand());
    this.node =
        new Node(
            new Node.Settings(
                command,
                settings.directory(),
                file("node"),
                productionFile,
                Ports.free(),
                run.path(),
                environment,
                settings.startTimeout()));
    run.endWithThis(node);
  }

  /**
   * Makes the directory and chooses ports; starts nothing.
   *
   * @param production a resource of this module
   * @param sinkPort where the node delivers to
   */
  static Rig open(RigSettings settings, String production, int sinkPort) {
    return new Rig(settings, RunDirectory.open(settings), production, sinkPort);
  }

  /** Where everything is. */
  Path directory() {
    return run.path();
  }

  /** Settings for the node's later lives. */
  void environment(Map<String, String> more) {
    node.environment(more);
  }

  /** A process that is ended when the rig is. */
  void endWithThis(AutoCloseable process) {
    run.endWithThis(process);
  }

  Path file(String name) {
    return run.file(name);
  }

  Path archive() {
    return file("archive");
  }

  Path sinkLedger() {
    return file("sink.ledger");
  }

  Path loadLedger(String run) {
    return file("load-" + run + ".ledger");
  }

  int mllpPort() {
    return mllpPort;
  }

  int sinkPort() {
    return sinkPort;
  }

  Node node() {
    return node;
  }

  SinkProcess sink() {
    SinkProcess started = sink;
    if (started == null) {
      throw new IllegalStateException("the sink is not started");
    }
    return started;
  }

  void startSink() {
    SinkProcess started =
        SinkProcess.start(settings.prefix(), sinkPort, sinkLedger(), file("sink.log"));
    run.endWithThis(started);
    sink = started;
  }

  /** One more, at another port, with a ledger of its own. */
  SinkProcess startSink(int port, String name) {
    SinkProcess started =
        SinkProcess.start(settings.prefix(), port, file(name + ".ledger"), file(name + ".log"));
    run.endWithThis(started);
    return started;
  }

  void startNode() {
    settings.out().println("starting the node");
    long start = System.nanoTime();
    node.start();
    settings
        .out()
        .printf(
            "the node is ready after %.1f s, pid %d%n",
            (System.nanoTime() - start) / 1e9, node.pid());
  }

  /** Starts a load of a run; the target, run id, deadline and ledger are added to its options. */
  LoadProcess startLoad(String run, List<String> options) {
    return startLoad(run, List.of("--port", Integer.toString(mllpPort)), options);
  }

  /** The same at another place, as options of a load say it. */
  LoadProcess startLoad(String run, List<String> target, List<String> options) {
    List<String> all = new ArrayList<>(options);
    all.addAll(target);
    all.addAll(List.of("--run-id", run));
    all.addAll(List.of("--deadline", Long.toString(settings.deadline().toSeconds())));
    all.addAll(List.of("--ledger", loadLedger(run).toString()));
    LoadProcess load = new LoadProcess(settings.prefix(), all, file("load-" + run + ".log"));
    this.run.endWithThis(load);
    return load;
  }

  /** Starts reads of the node's API; its port is added to their options. */
  ReadProcess startReads(String token, List<String> options) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("--port", Integer.toString(node.httpPort())));
    ReadProcess reads = new ReadProcess(settings.prefix(), token, all, file("reads.log"));
    run.endWithThis(reads);
    return reads;
  }

  /** Fails if something that should run has ended. */
  void ensureRunning() {
    node.ensureRunning();
    sink().ensureRunning();
  }

  /**
   * Waits until the sink has had so many distinct messages and nothing more comes, or until it
   * stands still for too long. What is missing then is for the ledger to say.
   */
  void drain(long distinct, Duration atMost) {
    try (LiveLine _ = LiveLine.start(settings.out(), () -> drainLine(distinct))) {
      awaitDeliveries(distinct, atMost);
    }
  }

  private String drainLine(long distinct) {
    String line = String.format(Locale.ROOT, "at the sink %,d of %,d", sink().distinct(), distinct);
    return archived == 0
        ? line
        : line + String.format(Locale.ROOT, ", in the archive %,d files", archived);
  }

  private void awaitDeliveries(long distinct, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    long received = -1;
    long since = System.nanoTime();
    while (System.nanoTime() < deadline && Pause.millis(100)) {
      ensureRunning();
      if (sink().received() != received) {
        received = sink().received();
        since = System.nanoTime();
      }
      long quiet = System.nanoTime() - since;
      boolean complete = sink().distinct() >= distinct && node.isReady();
      if ((complete && quiet > settings.quiet().toNanos()) || quiet > settings.stuck().toNanos()) {
        break;
      }
    }
    drainArchive(deadline);
  }

  /** Waits until no more files have appeared for a while. */
  private void drainArchive(long deadlineNanos) {
    ArchiveDirectory files = new ArchiveDirectory(archive());
    int before = -1;
    int unchanged = 0;
    while (unchanged < 3
        && System.nanoTime() < deadlineNanos
        && Pause.millis(settings.quiet().toMillis())) {
      archived = files.finished().size();
      unchanged = archived == before ? unchanged + 1 : 0;
      before = archived;
    }
  }

  /** The scenario held; its directory is no longer of interest. */
  void succeed() {
    run.succeed();
  }

  @Override
  public void close() {
    run.close();
  }
}
