package io.hie.sharding.allocation;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What this node has of the log at hand, by shard. Told by whoever wires a node; the journal behind
 * it is not known here. Safe from any thread, and never blocks.
 */
public interface LocalLog {
  /** Of a journal that every node reaches in the same way, such as a database. */
  LocalLog EVERYWHERE =
      new LocalLog() {
        @Override
        public CompletionStage<Void> keep(Set<Integer> shards) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean isWarm(int shard) {
          return true;
        }
      };

  /**
   * From now on the log of these shards is to be kept at hand, and of no others but those that run
   * here.
   *
   * @return done when it is
   */
  CompletionStage<Void> keep(Set<Integer> shards);

  /** Whether a shard could start here without reading its log first. */
  boolean isWarm(int shard);
}
