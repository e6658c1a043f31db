package io.hie.chaostests.scenario;

import java.util.ArrayList;
import java.util.List;

/** Threads of this process that never rest: what full processors alone do to a node. */
final class BusyThreads implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();

  private BusyThreads() {}

  /**
   * Begins.
   *
   * @param count 0 for none
   */
  static BusyThreads start(int count) {
    BusyThreads all = new BusyThreads();
    for (int i = 0; i < count; i++) {
      all.threads.add(Thread.ofPlatform().daemon().name("busy-" + i).start(BusyThreads::spin));
    }
    return all;
  }

  private static void spin() {
    while (!Thread.currentThread().isInterrupted()) {
      // no hint to the processor: it is to be kept busy
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
