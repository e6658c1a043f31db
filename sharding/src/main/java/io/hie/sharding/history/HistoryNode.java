package io.hie.sharding.history;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.runtime.Items;
import io.hie.actormodel.runtime.Productions;
import io.hie.sharding.seal.DataKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What all histories of a node share.
 *
 * @param encryption whether what is written is sealed
 * @param idleTimeout how long a history with nothing to do stays in memory, at least; at most twice
 *     as long
 * @param snapshotEvery events between snapshots
 * @param linkWait how long a history waits for another that it is linked with
 */
record HistoryNode(
    Items items,
    Productions productions,
    OpenMessages openMessages,
    Awake awake,
    ShardLoads loads,
    HeldBack heldBack,
    Bodies.Budget bodies,
    BodyReader bodyReader,
    PageReader pageReader,
    AnswerReader answerReader,
    DataKeys keys,
    boolean encryption,
    Clock clock,
    Duration idleTimeout,
    int snapshotEvery,
    Duration linkWait) {

  /** Reads a receiver's answer back from the log. */
  @FunctionalInterface
  interface AnswerReader {
    /**
     * Reads one answer.
     *
     * @param event number of the event that has it
     */
    CompletionStage<Answer> read(String entityId, long event);
  }

  /** Reads the bytes of a message back from the log. */
  @FunctionalInterface
  interface BodyReader {
    /**
     * Reads one body. Fails with {@link io.hie.sharding.seal.ErasedException}, {@link
     * io.hie.sharding.seal.DamagedException} or {@link
     * io.hie.sharding.seal.KeyUnavailableException} if it is sealed and does not open.
     *
     * @param event sequence number of the event that has it
     * @param output which output of that event, or {@link Leg.Body#RECEIVED}
     */
    CompletionStage<Payload> read(String entityId, long event, int output);
  }

  /** Answers with a page of a history. */
  @FunctionalInterface
  interface PageReader {
    void read(String entityId, HistoryCommand.GetEvents get);
  }
}
