package io.hie.misplaced.one;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/** Prints, logs by another way, and sleeps in every way there is. */
public final class LoudAndSleepy {
  private static final Logger LOG = Logger.getLogger("loud");

  private LoudAndSleepy() {}

  static void tell() {
    System.out.println("loud");
    System.err.println("loud");
    LOG.info("loud");
  }

  static void sleep() throws InterruptedException {
    Thread.sleep(1);
    Thread.sleep(Duration.ofMillis(1));
    TimeUnit.MILLISECONDS.sleep(1);
  }
}
