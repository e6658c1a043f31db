package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.cluster.Stage;
import io.hie.chaostests.fake.FakeNode;
import io.hie.chaostests.fake.Fault;
import io.hie.chaostests.fault.Scenario;
import io.hie.chaostests.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as senders and destinations see it: whoever is frozen, another node takes over soon, on
 * the same log. It can be told how not to.
 */
final class FakeCluster implements Stage {

  /** What is wrong with it. */
  enum Flaw {
    NONE,
    /**
     * Nobody takes over before the node is back, and some seconds more; and then it delivers what
     * it had in hand before, though that was delivered.
     */
    LATE
  }

  /** Makes one. */
  static final class Maker extends StageMaker {
    private final Flaw flaw;

    Maker(RigSettings settings, Flaw flaw) {
      super(settings, Ports.free(), null);
      this.flaw = flaw;
    }

    @Override
    Stage open(RunDirectory directory, Scenario scenario) {
      return new FakeCluster(flaw, directory, sinkPort());
    }
  }

  private final Flaw flaw;
  private final RunDirectory directory;
  private final int sinkPort;
  private final int port = Ports.free();
  private volatile @Nullable FakeNode node;
  private @Nullable Thread takeOver;

  private FakeCluster(Flaw flaw, RunDirectory directory, int sinkPort) {
    this.flaw = flaw;
    this.directory = directory;
    this.sinkPort = sinkPort;
    this.node = begin(Fault.NONE);
  }

  private FakeNode begin(Fault fault) {
    Path archive = directory.directory("archive");
    for (int attempt = 1; ; attempt++) {
      try {
        return FakeNode.start(fault, directory.file("log"), port, sinkPort, archive);
      } catch (BindException e) {
        // The last one's listener is closed, and not gone yet.
        if (attempt > 100 || !Pause.millis(20)) {
          throw new UncheckedIOException(e);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void end() {
    FakeNode running = node;
    node = null;
    if (running != null) {
      try {
        running.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void freeze(int victim) {
    end();
    if (flaw == Flaw.NONE) {
      // A moment later, as nobody takes over before the frozen one stands still.
      takeOver =
          Thread.ofVirtual()
              .start(
                  () -> {
                    if (Pause.millis(200)) {
                      node = begin(Fault.NONE);
                    }
                  });
    }
  }

  @Override
  public void thaw(int victim) {
    if (flaw == Flaw.LATE) {
      Pause.millis(2500);
      node = begin(Fault.STEP_BACK);
    }
  }

  @Override
  public List<String> targets() {
    return List.of("127.0.0.1:" + port);
  }

  @Override
  public boolean isWhole() {
    return node != null;
  }

  @Override
  public String missing() {
    return node == null ? "the node" : "";
  }

  @Override
  public List<Path> logs() {
    return List.of();
  }

  @Override
  public void close() {
    Thread beginning = takeOver;
    if (beginning != null) {
      boolean interrupted = false;
      try {
        beginning.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    end();
  }

  @Override
  public void kill(int victim) {
    throw unasked();
  }

  @Override
  public void stop(int victim) {
    throw unasked();
  }

  @Override
  public void start(int victim) {
    throw unasked();
  }

  @Override
  public void cut(int victim) {
    throw unasked();
  }

  @Override
  public void slow(int victim, Duration delay) {
    throw unasked();
  }

  @Override
  public void heal(int victim) {
    throw unasked();
  }

  @Override
  public void killBroker(int broker) {
    throw unasked();
  }

  @Override
  public void startBroker(int broker) {
    throw unasked();
  }

  @Override
  public void killDatabase() {
    throw unasked();
  }

  @Override
  public void startDatabase() {
    throw unasked();
  }

  private static ChaosException unasked() {
    return new ChaosException("the scenario asks for freezing only");
  }
}
