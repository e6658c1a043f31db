package io.hie.chaostests.scenario;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;

/** Prints a line each second, in a thread of its own, until it is closed. */
final class LiveLine implements AutoCloseable {
  private final Thread thread;

  private LiveLine(PrintStream out, Supplier<String> text) {
    long start = System.nanoTime();
    this.thread =
        Thread.ofVirtual()
            .name("live-line")
            .start(
                () -> {
                  while (Pause.millis(1000)) {
                    long seconds = (System.nanoTime() - start) / 1_000_000_000;
                    out.printf(Locale.ROOT, "%5d s  %s%n", seconds, text.get());
                  }
                });
  }

  static LiveLine start(PrintStream out, Supplier<String> text) {
    return new LiveLine(out, text);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
