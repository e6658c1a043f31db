package io.hie.clusternode.demo;

import java.io.Console;
import java.io.PrintWriter;

/** A line that keeps changing on a terminal, or a line every other second where there is none. */
final class Progress {
  private static final long QUIET_NANOS = 2_000_000_000L;

  private final PrintWriter out;
  private final boolean terminal = isTerminal();
  private int width;
  private long last;

  Progress(PrintWriter out) {
    this.out = out;
  }

  void show(String text) {
    if (terminal) {
      out.print("\r  " + padded(text));
    } else if (last == 0 || System.nanoTime() - last > QUIET_NANOS) {
      out.println("  " + text);
      last = System.nanoTime();
    }
    out.flush();
  }

  void end(String text) {
    out.println((terminal ? "\r" : "") + "  " + padded(text));
    out.flush();
  }

  /** JDK 25 has no console at all where there is no terminal; that of 22 to 24 was never null. */
  @SuppressWarnings("SystemConsoleNull") // which knows of 22
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private String padded(String text) {
    width = Math.max(width, text.length());
    return text + " ".repeat(width - text.length());
  }
}
