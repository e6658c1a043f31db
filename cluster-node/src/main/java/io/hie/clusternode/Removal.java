package io.hie.clusternode;

import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;

/**
 * A node that was removed from its cluster ends at once. In an end in order it would wait for
 * answers that cannot come, keep its ports meanwhile and with them its senders, and deliver what
 * others deliver by now. What is open is in the log, and the same command starts it again.
 */
final class Removal {
  private static final int EXIT_CODE = 1;

  private Removal() {}

  static void watch(Node node, PrintWriter err) {
    CoordinatedShutdown.get(node.system())
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "end-at-once-if-removed",
            () -> {
              node.endedBecause()
                  .ifPresent(
                      why -> {
                        err.println("hie: " + why);
                        err.flush();
                        Runtime.getRuntime().halt(EXIT_CODE);
                      });
              return CompletableFuture.completedFuture(Done.getInstance());
            });
  }
}
