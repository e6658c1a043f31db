package io.hie.protocols.file;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What an operator and the engine tell the one thread of a file service, and how it waits for them.
 * Every other method may be called from any thread.
 */
final class Signal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private long rings;
  private volatile boolean paused;
  private volatile boolean stopping;

  boolean isPaused() {
    return paused;
  }

  boolean isStopping() {
    return stopping;
  }

  void pause() {
    paused = true;
    ring();
  }

  void resume() {
    paused = false;
    ring();
  }

  void stop() {
    stopping = true;
    ring();
  }

  /** Says that something has changed. Never blocks for long. */
  void ring() {
    lock.lock();
    try {
      rings++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * How often it was rung; to be asked before the state is looked at that {@link #await} is for.
   */
  long rings() {
    lock.lock();
    try {
      return rings;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is rung after {@code heard}, or the time is over. */
  void await(long heard, Duration atMost) {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (rings == heard && left > 0) {
        left = rung.awaitNanos(left);
      }
    } catch (InterruptedException toldToEnd) {
      stopping = true; // the thread is the service's own, and this is how it ends
    } finally {
      lock.unlock();
    }
  }

  /** Waits out a time, unless it is to stop before. */
  void pauseFor(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long heard = rings();
    long left = time.toNanos();
    while (!stopping && left > 0) {
      await(heard, Duration.ofNanos(left));
      heard = rings();
      left = end - System.nanoTime();
    }
  }
}
