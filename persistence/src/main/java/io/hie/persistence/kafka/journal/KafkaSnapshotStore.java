package io.hie.persistence.kafka.journal;

import com.typesafe.config.Config;
import io.hie.persistence.kafka.log.Serialized;
import io.hie.persistence.kafka.log.SnapshotKey;
import io.hie.persistence.kafka.log.StoredSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * The snapshot plugin {@code hie.kafka.snapshot-store}: a record of the compacted topic for each
 * snapshot, and one without a value for its deletion.
 */
public final class KafkaSnapshotStore extends SnapshotStore {
  private final KafkaLog log;
  private final EventSerialization serialization;
  private final Executor executor;
  private final KnownSnapshots known = new KnownSnapshots();

  /** Made by Pekko. */
  public KafkaSnapshotStore(Config config) {
    this.log = KafkaLog.get(context().system());
    this.serialization = new EventSerialization((ExtendedActorSystem) context().system());
    this.executor = context().dispatcher();
  }

  /**
   * Loading comes first in a recovery, so it is what waits until this node owns and has read all.
   */
  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return FutureConverters.asScala(
        log.acquire(persistenceId)
            .thenApplyAsync(owned -> load(persistenceId, criteria), executor));
  }

  private Optional<SelectedSnapshot> load(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    List<Long> all = log.snapshots(persistenceId, 0, Long.MAX_VALUE);
    known.loaded(persistenceId, all);
    for (long number : all.reversed()) {
      if (number < criteria.minSequenceNr() || number > criteria.maxSequenceNr()) {
        continue;
      }
      Optional<StoredSnapshot> found = log.snapshot(new SnapshotKey(persistenceId, number));
      if (found.isPresent() && within(criteria, found.get().timestamp())) {
        return Optional.of(selected(persistenceId, number, found.get()));
      }
    }
    return Optional.empty();
  }

  private SelectedSnapshot selected(String persistenceId, long number, StoredSnapshot stored) {
    SnapshotMetadata metadata = new SnapshotMetadata(persistenceId, number, stored.timestamp());
    Serialized more = stored.metadata();
    return SelectedSnapshot.create(
        more == null ? metadata : metadata.withMetadata(serialization.deserialize(more)),
        serialization.deserialize(stored.payload()));
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    Object more = OptionConverters.toJava(metadata.metadata()).orElse(null);
    StoredSnapshot stored =
        new StoredSnapshot(
            metadata.timestamp(),
            serialization.serialize(snapshot),
            more == null ? null : serialization.serialize(more));
    known.saved(metadata.persistenceId(), metadata.sequenceNr());
    return FutureConverters.asScala(
        log.save(new SnapshotKey(metadata.persistenceId(), metadata.sequenceNr()), stored));
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    return delete(
        metadata.persistenceId(),
        metadata.sequenceNr(),
        metadata.sequenceNr(),
        stored -> metadata.timestamp() == 0 || metadata.timestamp() == stored.timestamp(),
        metadata.timestamp() == 0);
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return delete(
        persistenceId,
        criteria.minSequenceNr(),
        criteria.maxSequenceNr(),
        stored -> within(criteria, stored.timestamp()),
        criteria.minTimestamp() <= 0 && criteria.maxTimestamp() == Long.MAX_VALUE);
  }

  /**
   * Deletes some snapshots.
   *
   * @param matching which of those within the bounds
   * @param whateverIsIn whether all of them, so that none has to be read
   */
  private Future<Void> delete(
      String persistenceId,
      long from,
      long to,
      Predicate<StoredSnapshot> matching,
      boolean whateverIsIn) {
    List<Long> numbers = whateverIsIn ? known.find(persistenceId, from, to) : null;
    CompletableFuture<List<Long>> toDelete =
        numbers != null
            ? CompletableFuture.completedFuture(numbers)
            : CompletableFuture.supplyAsync(
                () ->
                    log.snapshots(persistenceId, from, to).stream()
                        .filter(
                            number ->
                                log.snapshot(new SnapshotKey(persistenceId, number))
                                    .filter(matching)
                                    .isPresent())
                        .toList(),
                executor);
    return FutureConverters.asScala(
        toDelete.thenCompose(
            found -> {
              known.deleted(persistenceId, found);
              return CompletableFuture.allOf(
                  found.stream()
                      .map(number -> log.delete(new SnapshotKey(persistenceId, number)))
                      .toArray(CompletableFuture<?>[]::new));
            }));
  }

  private static boolean within(SnapshotSelectionCriteria criteria, long timestamp) {
    return criteria.minTimestamp() <= timestamp && timestamp <= criteria.maxTimestamp();
  }
}
