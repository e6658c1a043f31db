package io.hie.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.Intake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GateTest {

  /** An engine that opens and closes, and counts who waits for it. */
  private static final class Engine implements Intake {
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean open = true;

    @Override
    public void submit(Submission submission, Listener listener) {
      throw new AssertionError("not asked for");
    }

    @Override
    public synchronized boolean isOpen(Runnable onOpen) {
      if (!open) {
        waiting.add(onOpen);
      }
      return open;
    }

    void open() {
      List<Runnable> all;
      synchronized (this) {
        open = true;
        all = List.copyOf(waiting);
        waiting.clear();
      }
      all.forEach(Runnable::run);
    }

    synchronized void close() {
      open = false;
    }
  }

  @Test
  void shouldWaitOnceHoweverOftenItIsAsked() {
    Engine engine = new Engine();
    Gate gate = new Gate(engine);
    engine.close();

    for (int i = 0; i < 1000; i++) {
      assertThat(gate.isOpen()).isFalse();
    }

    assertThat(engine.waiting).hasSize(1);
    engine.open();
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void shouldNeverStayClosedWhenTheEngineIsOpen() throws Exception {
    Engine engine = new Engine();
    Gate gate = new Gate(engine);
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                while (!done.get()) {
                  gate.isOpen();
                }
                ended.countDown();
              });
    }
    for (int i = 0; i < 2000; i++) {
      engine.close();
      Thread.onSpinWait();
      engine.open();
    }
    done.set(true);
    ended.await();

    assertThat(gate.isOpen()).isTrue();
  }
}
