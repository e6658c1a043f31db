package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.log.LogAppender;
import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.LogRecord;
import io.hie.persistence.kafka.log.Serialized;
import io.hie.persistence.kafka.log.StoredEvent;
import io.hie.persistence.kafka.view.View;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition and some nodes, where nothing happens by itself: a test says when a record lands,
 * when its writer is told and when a node reads.
 */
final class SimulatedLog {
  static final TopicPartition PARTITION = new TopicPartition("events", 0);

  private final List<byte[]> records = new ArrayList<>();

  /** How many records there are. */
  int size() {
    return records.size();
  }

  /** Whether another run of a node has claimed a scope since the log had so many records. */
  boolean claimedByAnother(UUID node, String scope, int since) {
    return IntStream.range(since, records.size())
        .mapToObj(i -> LogCodec.decode(records.get(i)))
        .anyMatch(
            record ->
                record instanceof LogRecord.Claim claim
                    && claim.scope().equals(scope)
                    && !claim.owner().node().equals(node));
  }

  private record Sent(ByteBuffer value, LogAppender.Acknowledgement whenDone) {}

  private record Landed(long offset, LogAppender.Acknowledgement whenDone) {}

  /** A node with its view. */
  final class Node implements AutoCloseable {
    final UUID id = UUID.randomUUID();
    final View view;
    final PartitionLog log;
    private final SnapshotPartition snapshots;
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private final ArrayDeque<Sent> astray = new ArrayDeque<>();
    private final ArrayDeque<Landed> landed = new ArrayDeque<>();

    Node(Path directory) {
      view = new View(directory);
      snapshots =
          new SnapshotPartition(new TopicPartition("snapshots", 0), view, true, () -> false);
      log =
          new PartitionLog(
              PARTITION,
              id,
              view,
              true,
              this::send,
              () -> {},
              () -> CompletableFuture.completedFuture(null));
    }

    private void send(
        TopicPartition to,
        byte[] key,
        byte @Nullable [] value,
        LogAppender.Acknowledgement whenDone) {
      sent.add(new Sent(ByteBuffer.wrap(Objects.requireNonNull(value)), whenDone));
    }

    /** The oldest record that is on its way gets into the log. */
    void land() {
      Sent next = sent.poll();
      if (next != null) {
        records.add(next.value().array());
        landed.add(new Landed(records.size() - 1, next.whenDone()));
      }
    }

    /** The writer of the oldest record in the log is told. */
    void acknowledge() {
      Landed next = landed.poll();
      if (next != null) {
        next.whenDone().written(next.offset());
      }
    }

    /**
     * The writer of the oldest record is told that it failed, though it may have got there.
     *
     * @param late if it has not got there: whether it still may, after others
     */
    void fail(boolean late) {
      Landed next = landed.poll();
      if (next != null) {
        next.whenDone().failed(new IllegalStateException("no answer"));
        return;
      }
      Sent lost = sent.poll();
      if (lost != null) {
        if (late) {
          astray.add(lost);
        }
        lost.whenDone().failed(new IllegalStateException("timed out"));
      }
    }

    /** A record that nobody hopes for any more gets into the log. */
    void landLate() {
      Sent next = astray.poll();
      if (next != null) {
        records.add(next.value().array());
      }
    }

    /** The node reads one record, whether it wants to or not: fetches may be under way. */
    void read() {
      long at = log.position();
      if (log.kept() && at < records.size()) {
        log.read(
            new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                at,
                new byte[0],
                records.get(Math.toIntExact(at))));
      }
    }

    void readAll() {
      while (log.kept() && log.position() < records.size()) {
        read();
      }
    }

    /** The broker is gone for a moment: what was under way fails, some of it though it landed. */
    void brokerRestarts(Random random) {
      while (!sent.isEmpty() || !landed.isEmpty()) {
        if (random.nextBoolean()) {
          land();
        }
        fail(random.nextBoolean());
      }
    }

    /** The partition is not assigned to the node any more. */
    boolean drop() {
      return log.drop(snapshots);
    }

    /** It is again, and is read from its beginning. */
    void keep() {
      log.keep();
      readAll();
    }

    /** All that can happen at this node without a fault, happens. */
    void settle() {
      while (!sent.isEmpty() || !landed.isEmpty() || log.position() < records.size()) {
        land();
        acknowledge();
        if (log.wanted()) {
          read();
        } else if (sent.isEmpty() && landed.isEmpty()) {
          log.end(records.size());
        }
      }
    }

    @Override
    public void close() {
      view.close();
    }
  }

  static StoredEvent event(long seqNr, String text) {
    return new StoredEvent(
        "writer",
        seqNr,
        1,
        "",
        new Serialized(1, "", text.getBytes(StandardCharsets.UTF_8)),
        null,
        List.of());
  }

  static String text(StoredEvent event) {
    return new String(event.payload().bytes(), StandardCharsets.UTF_8);
  }
}
