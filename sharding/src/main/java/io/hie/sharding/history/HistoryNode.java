package io.hie.sharding.history;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.runtime.Items;
import io.hie.actormodel.runtime.Productions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What all histories of a node share.
 *
 * @param idleTimeout how long a history with nothing open stays in memory
 * @param snapshotEvery events between snapshots
 */
record HistoryNode(
    Items items,
    Productions productions,
    OpenMessages openMessages,
    Bodies.Budget bodies,
    BodyReader bodyReader,
    Clock clock,
    Duration idleTimeout,
    int snapshotEvery) {

  /** Reads the bytes of a message back from the log. */
  @FunctionalInterface
  interface BodyReader {
    /**
     * Reads one body.
     *
     * @param event sequence number of the event that has it
     * @param output which output of that event, or {@link Leg.Body#RECEIVED}
     */
    CompletionStage<Payload> read(String persistenceId, long event, int output);
  }
}
