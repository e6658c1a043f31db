package io.hie.clusternode;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** Waits until a node takes messages, and says what it waits for. */
public final class Startup {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 25;

  private Startup() {}

  /**
   * Returns when the node takes messages; tells {@code err} what it waits for if that takes long.
   */
  public static void await(Node node, PrintWriter err) throws InterruptedException {
    List<String> told = List.of();
    long silentUntil = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<String> reasons = node.readiness().toCompletableFuture().join().reasons();
      if (reasons.isEmpty()) {
        return;
      }
      if (System.nanoTime() - silentUntil > 0 && !reasons.equals(told)) {
        reasons.forEach(reason -> err.println("hie: not ready yet: " + reason));
        err.flush();
        told = reasons;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
