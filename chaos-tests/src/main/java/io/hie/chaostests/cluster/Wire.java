package io.hie.chaostests.cluster;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way from one node to another, both directions of its connections. While it is cut nothing
 * passes and nothing is lost, as on a network that drops packets and whose ends send them again.
 */
final class Wire {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean cut;
  private volatile long delayMillis;

  void cut() {
    set(true, 0);
  }

  void slow(Duration delay) {
    set(false, delay.toMillis());
  }

  void heal() {
    set(false, 0);
  }

  private void set(boolean isCut, long delay) {
    lock.lock();
    try {
      cut = isCut;
      delayMillis = delay;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long delayMillis() {
    return delayMillis;
  }

  /** Returns when something may pass. */
  void awaitWhole() throws InterruptedException {
    lock.lock();
    try {
      while (cut) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
