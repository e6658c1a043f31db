package io.hie.clusternode;

import java.io.Console;
import java.io.PrintWriter;

/** One line that says how far something is, on a terminal; nothing elsewhere. */
final class Progress {
  private final PrintWriter err;
  private final int all;
  private final boolean shown;
  private int done;

  @SuppressWarnings("SystemConsoleNull") // without a terminal JDK 25 has none
  Progress(PrintWriter err, int all) {
    this.err = err;
    this.all = all;
    Console console = System.console();
    this.shown = console != null && console.isTerminal();
  }

  /** Another one begins. */
  void next(String what) {
    done++;
    if (shown) {
      err.print("\r\u001b[K" + done + " of " + all + ": " + what);
      err.flush();
    }
  }

  /** All are done. */
  void end() {
    if (shown) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }
}
