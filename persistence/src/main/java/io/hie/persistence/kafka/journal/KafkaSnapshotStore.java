package io.hie.persistence.kafka.journal;

import com.typesafe.config.Config;
import io.hie.persistence.kafka.log.Serialized;
import io.hie.persistence.kafka.log.SnapshotKey;
import io.hie.persistence.kafka.log.StoredSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
    List<Long> numbers =
        log.snapshots(persistenceId, criteria.minSequenceNr(), criteria.maxSequenceNr());
    for (long number : numbers.reversed()) {
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
    return FutureConverters.asScala(
        log.save(new SnapshotKey(metadata.persistenceId(), metadata.sequenceNr()), stored));
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    SnapshotKey key = new SnapshotKey(metadata.persistenceId(), metadata.sequenceNr());
    return FutureConverters.asScala(
        CompletableFuture.supplyAsync(() -> log.snapshot(key), executor)
            .thenCompose(
                found ->
                    found
                        .filter(
                            stored ->
                                metadata.timestamp() == 0
                                    || metadata.timestamp() == stored.timestamp())
                        .map(stored -> log.delete(key))
                        .orElseGet(() -> CompletableFuture.completedFuture(null))));
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return FutureConverters.asScala(
        CompletableFuture.supplyAsync(() -> matching(persistenceId, criteria), executor)
            .thenCompose(
                keys ->
                    CompletableFuture.allOf(
                        keys.stream().map(log::delete).toArray(CompletableFuture<?>[]::new))));
  }

  private List<SnapshotKey> matching(String persistenceId, SnapshotSelectionCriteria criteria) {
    return log.snapshots(persistenceId, criteria.minSequenceNr(), criteria.maxSequenceNr()).stream()
        .map(number -> new SnapshotKey(persistenceId, number))
        .filter(
            key -> log.snapshot(key).filter(each -> within(criteria, each.timestamp())).isPresent())
        .toList();
  }

  private static boolean within(SnapshotSelectionCriteria criteria, long timestamp) {
    return criteria.minTimestamp() <= timestamp && timestamp <= criteria.maxTimestamp();
  }
}
