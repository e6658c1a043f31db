package io.hie.persistence.kafka.journal;

import com.typesafe.config.Config;
import io.hie.persistence.kafka.log.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * The journal plugin {@code hie.kafka.journal}. An atomic write is one record of the log; that many
 * actors share a request to Kafka is the producer's doing.
 *
 * <p>A write is rejected, which leaves nothing in the log, if an event cannot be serialized or is
 * too large. A write that fails may be in the log all the same; recovery waits for it and finds
 * out.
 */
public final class KafkaJournal extends AsyncWriteJournal {
  private static final int PAGE_EVENTS = 128;
  private static final long PAGE_BYTES = 1L << 20;

  /** What the log adds to events in a record, generously. */
  private static final int OVERHEAD = 1_024;

  private final KafkaLog log;
  private final EventSerialization serialization;
  private final Executor executor;

  /** Made by Pekko. */
  public KafkaJournal(Config config) {
    this.log = KafkaLog.get(context().system());
    this.serialization = new EventSerialization((ExtendedActorSystem) context().system());
    this.executor = context().dispatcher();
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    List<Optional<Exception>> results = new ArrayList<>();
    boolean rejected = false;
    for (AtomicWrite write : messages) {
      try {
        List<StoredEvent> events = toStored(write);
        results.add(Optional.empty());
        writes.add(log.append(write.persistenceId(), events));
      } catch (RejectedWriteException rejection) {
        results.add(Optional.of(rejection));
        rejected = true;
      }
    }
    Iterable<Optional<Exception>> result = rejected ? results : List.of();
    CompletableFuture<Void> all =
        writes.size() == 1
            ? writes.getFirst()
            : CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new));
    return FutureConverters.asScala(all.thenApply(done -> result));
  }

  private List<StoredEvent> toStored(AtomicWrite write) throws RejectedWriteException {
    List<StoredEvent> events = new ArrayList<>(write.size());
    long bytes = OVERHEAD;
    for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
      StoredEvent stored;
      try {
        stored = serialization.toStored(event);
      } catch (Exception failed) { // serializers throw checked ones undeclared
        throw RejectedWriteException.notSerializable(event, failed);
      }
      bytes += stored.payload().bytes().length + OVERHEAD;
      events.add(stored);
    }
    if (bytes > log.largestRecord()) {
      throw RejectedWriteException.tooLarge(bytes, log.largestRecord());
    }
    return events;
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    return FutureConverters.asScala(log.deleteTo(persistenceId, toSequenceNr));
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    return FutureConverters.asScala(log.highest(persistenceId));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replayCallback) {
    return FutureConverters.asScala(
        CompletableFuture.runAsync(
            () -> replay(persistenceId, fromSequenceNr, toSequenceNr, max, replayCallback),
            executor));
  }

  private void replay(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> callback) {
    long next = from;
    long left = max;
    while (left > 0 && next <= to) {
      List<StoredEvent> page =
          log.events(persistenceId, next, to, (int) Math.min(left, PAGE_EVENTS), PAGE_BYTES);
      if (page.isEmpty()) {
        return;
      }
      for (StoredEvent event : page) {
        callback.accept(serialization.toRepr(persistenceId, event));
      }
      left -= page.size();
      next = page.getLast().seqNr() + 1;
    }
  }
}
