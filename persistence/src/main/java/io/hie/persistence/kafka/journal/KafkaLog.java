package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.fold.Head;
import io.hie.persistence.kafka.log.LogAppender;
import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.LogTail;
import io.hie.persistence.kafka.log.LogWriter;
import io.hie.persistence.kafka.log.Placement;
import io.hie.persistence.kafka.log.SnapshotKey;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.kafka.log.StoredSnapshot;
import io.hie.persistence.kafka.topics.Topics;
import io.hie.persistence.kafka.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The log as a node uses it: what the plugins stand on. One for an actor system; see {@link
 * #get(org.apache.pekko.actor.ActorSystem)}. Safe from any thread.
 *
 * <p>A node that was killed goes on from what its view had on disk, and reads the rest again.
 */
public final class KafkaLog implements AutoCloseable, org.apache.pekko.actor.Extension {
  private final int partitions;
  private final int largestRecord;
  private final KafkaSettings settings;
  private final View view;
  private final LogWriter writer;
  private final LogTail tail;
  private final Keeping keeping;
  private final Waiting waiting;
  private final List<PartitionLog> events = new ArrayList<>();
  private final List<SnapshotPartition> snapshots = new ArrayList<>();
  private final String identity;

  /**
   * Opens the log: makes or checks its topics, opens the view and reads into it what it lacks, with
   * lines of progress. Blocks until the view has caught up.
   *
   * @param failures where failed writes are told
   * @throws io.hie.persistence.kafka.topics.UnsuitableTopicException if the topics must not be used
   * @throws io.hie.persistence.kafka.view.ViewException if the view must not be used
   */
  public static KafkaLog open(KafkaSettings settings, Executor failures) {
    KafkaLog log = new KafkaLog(settings, Topics.ensure(settings), failures);
    try {
      new CatchUp(settings, log.view, log.tail, log.events, log.snapshots).run();
      log.waiting.start();
      return log;
    } catch (RuntimeException failed) {
      log.close();
      throw failed;
    }
  }

  /** The log of an actor system; opened at the first call. */
  public static KafkaLog get(org.apache.pekko.actor.ActorSystem system) {
    return KafkaLogId.INSTANCE.get(system);
  }

  private KafkaLog(KafkaSettings settings, String identity, Executor failures) {
    this.partitions = settings.partitions();
    this.largestRecord = settings.largestRecord();
    this.settings = settings;
    this.identity = identity;
    this.view = new View(settings.viewDirectory());
    try {
      view.belongsTo(identity);
      this.writer = new LogWriter(settings, failures);
    } catch (RuntimeException failed) {
      view.close();
      throw failed;
    }
    UUID node = UUID.randomUUID();
    List<LogTail.Reader> readers = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      int number = i;
      boolean kept = settings.keepAll() || view.has(i);
      SnapshotPartition ofSnapshots =
          new SnapshotPartition(
              new TopicPartition(settings.snapshotsTopic(), i), view, kept, () -> isOwn(number));
      PartitionLog ofEvents =
          new PartitionLog(
              new TopicPartition(settings.eventsTopic(), i),
              node,
              view,
              kept,
              writer,
              this::nudge,
              () -> barrier(ofSnapshots));
      snapshots.add(ofSnapshots);
      events.add(ofEvents);
      readers.add(ofSnapshots);
      readers.add(ofEvents);
    }
    this.tail = new LogTail(settings, readers);
    this.keeping = new Keeping(tail, events, snapshots, settings.dropAfter());
    this.waiting =
        new Waiting(
            settings.bootstrapServers(), tail, writer, new Behind(partitions, keeping::progress));
  }

  private boolean isOwn(int partition) {
    return events.get(partition).owned();
  }

  private void nudge() {
    tail.nudge();
  }

  private CompletableFuture<Void> barrier(LogTail.Reader reader) {
    return tail.barrier(reader);
  }

  private PartitionLog partition(Placement place) {
    return events.get(place.partition());
  }

  /** The most bytes that the events of one write may have together. */
  int largestRecord() {
    return largestRecord;
  }

  // --- what is on this node

  /**
   * From now on these partitions are to be kept on this node, and of the others only those that it
   * owns, and for a grace those that it has kept.
   *
   * @return done when all of them have caught up with the log
   */
  public CompletableFuture<Void> keep(Set<Integer> wanted) {
    return keeping.keep(wanted);
  }

  /** Whether a partition is on this node and had caught up with the log since it came here. */
  public boolean isWarm(int partition) {
    return keeping.isWarm(partition);
  }

  /** The partitions that are on this node, those that are still being read included. */
  public Set<Integer> kept() {
    return keeping.kept();
  }

  /** How far this node has read a partition. */
  public Progress progress(int partition) {
    return keeping.progress(partition);
  }

  /** What the log waits for, in words; empty if for nothing. */
  public Optional<String> waitsFor() {
    return waiting.reason();
  }

  // --- events

  /**
   * Makes this node the owner of where an id is written, as it recovers; done when it has read all
   * before.
   */
  public CompletableFuture<Void> acquire(String persistenceId) {
    Placement place = Placement.of(persistenceId, partitions);
    return keeping
        .ready(place.partition())
        .thenCompose(here -> partition(place).acquire(place.scope(), persistenceId));
  }

  /** Appends events, all or none; done when they are stored and count. */
  public CompletableFuture<Void> append(String persistenceId, List<StoredEvent> toAppend) {
    Placement place = Placement.of(persistenceId, partitions);
    return partition(place).append(place.scope(), persistenceId, toAppend);
  }

  /** Deletes the events of an id up to a number; done when it is stored and counts. */
  public CompletableFuture<Void> deleteTo(String persistenceId, long to) {
    Placement place = Placement.of(persistenceId, partitions);
    return partition(place).deleteTo(place.scope(), persistenceId, to);
  }

  /**
   * Number of the last event of an id that this node is about to write. It becomes the owner, and
   * waits for writes of the id that are under way.
   */
  public CompletableFuture<Long> highest(String persistenceId) {
    Placement place = Placement.of(persistenceId, partitions);
    return keeping
        .ready(place.partition())
        .thenCompose(here -> partition(place).highest(place.scope(), persistenceId));
  }

  /**
   * Some events of an id, as far as this node has read the log; see {@link View#events}. Reads a
   * disk.
   *
   * @throws NotKeptException if this node has not read the partition of the id
   */
  public List<StoredEvent> events(
      String persistenceId, long from, long to, int mostEvents, long mostBytes) {
    Placement place = Placement.of(persistenceId, partitions);
    Head head = partition(place).knownHead(persistenceId);
    List<StoredEvent> found =
        view.events(
            place.partition(),
            persistenceId,
            Math.max(from, head.deletedTo() + 1),
            Math.min(to, head.highest()),
            mostEvents,
            mostBytes);
    // Asked last: what is dropped meanwhile must not look like a short history.
    if (!keeping.isWarm(place.partition())) {
      throw new NotKeptException(place.partition());
    }
    return found;
  }

  /**
   * One event of an id, as far as this node has read the log; empty if there is none. Reads a disk.
   *
   * @throws NotKeptException if this node has not read the partition of the id
   */
  Optional<StoredEvent> event(String persistenceId, long number) {
    Placement place = Placement.of(persistenceId, partitions);
    Head head = partition(place).knownHead(persistenceId);
    Optional<StoredEvent> found =
        number <= head.deletedTo() || number > head.highest()
            ? Optional.empty()
            : view.event(place.partition(), persistenceId, number);
    if (!keeping.isWarm(place.partition())) {
      throw new NotKeptException(place.partition());
    }
    return found;
  }

  /** How many partitions the log has. */
  public int partitions() {
    return partitions;
  }

  /** Some ids that have events, in the view's order; see {@link View#ids}. Reads a disk. */
  List<String> ids(int partition, String after, int most) {
    return view.ids(partition, after, most);
  }

  /** Some dead letters that nobody has dealt with; see {@link View#deadLetters}. Reads a disk. */
  List<View.Tagged> deadLetters(int partition, long from, int most) {
    return view.deadLetters(partition, from, most);
  }

  /** Whether a partition is owned by this node, as far as it has read. */
  boolean owns(int partition) {
    return events.get(partition).owned();
  }

  /** What tells this log from another one. */
  String identity() {
    return identity;
  }

  /** The next place of a partition that this node has not read, or written. */
  long position(int partition) {
    return events.get(partition).position();
  }

  /** Some news of dead letters; see {@link View#letterNews}. Reads a disk. */
  List<View.Tagged> letterNews(int partition, long from, int most) {
    return view.letterNews(partition, from, most);
  }

  /** Forgets news of dead letters before a place. Writes to a disk. */
  void forgetLetterNews(int partition, long before) {
    view.forgetLetterNews(partition, before);
  }

  /** Reads a partition of the log from an offset to where it ends now. */
  PartitionScan scan(int partition, long offset) {
    return new PartitionScan(
        settings, this, new TopicPartition(settings.eventsTopic(), partition), offset);
  }

  // --- snapshots

  /** Saves a snapshot; done when it would be loaded. */
  public CompletableFuture<Void> save(SnapshotKey key, StoredSnapshot snapshot) {
    return write(key, LogCodec.encode(snapshot));
  }

  /** Deletes a snapshot; done when it would not be loaded. */
  public CompletableFuture<Void> delete(SnapshotKey key) {
    return write(key, null);
  }

  private CompletableFuture<Void> write(SnapshotKey key, byte @Nullable [] value) {
    SnapshotPartition reader =
        snapshots.get(Placement.of(key.persistenceId(), partitions).partition());
    CompletableFuture<Long> written = new CompletableFuture<>();
    writer.send(
        reader.partition(),
        LogCodec.encode(key),
        value,
        new LogAppender.Acknowledgement() {
          @Override
          public void written(long offset) {
            written.complete(offset);
          }

          @Override
          public void failed(Exception cause) {
            written.completeExceptionally(cause);
          }
        });
    return written.thenCompose(
        offset ->
            reader.wrote(offset, key, value) || !reader.kept()
                ? CompletableFuture.completedFuture(null)
                : tail.whenAt(reader, offset + 1));
  }

  /** The numbers of the snapshots of an id within bounds, ascending. */
  public List<Long> snapshots(String persistenceId, long from, long to) {
    return view.snapshots(
        Placement.of(persistenceId, partitions).partition(), persistenceId, from, to);
  }

  /** A snapshot. Reads a disk. */
  public Optional<StoredSnapshot> snapshot(SnapshotKey key) {
    return view.snapshot(Placement.of(key.persistenceId(), partitions).partition(), key)
        .map(LogCodec::decodeSnapshot);
  }

  /** What is materialised, for tests. */
  View view() {
    return view;
  }

  /** Done when this node has read all that is in the log now. */
  public CompletableFuture<Void> caughtUp() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    events.stream().filter(LogTail.Reader::kept).forEach(each -> all.add(barrier(each)));
    snapshots.stream().filter(LogTail.Reader::kept).forEach(each -> all.add(barrier(each)));
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
  }

  /** Waits a little for writes under way, and closes all. Safe to repeat. */
  @Override
  public void close() {
    waiting.close();
    keeping.close();
    writer.close();
    tail.close();
    view.close();
  }
}
