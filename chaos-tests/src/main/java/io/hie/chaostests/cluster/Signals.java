package io.hie.chaostests.cluster;

import io.hie.chaostests.ChaosException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Signals that the platform's own process classes cannot send. */
final class Signals {
  private Signals() {}

  static void send(String signal, long pid) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-s", signal, Long.toString(pid)).inheritIO().start();
      if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new ChaosException("kill -s " + signal + " " + pid + " did not work");
      }
    } catch (IOException e) {
      throw new ChaosException("there is no kill command here: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted while a signal was sent", e);
    }
  }
}
