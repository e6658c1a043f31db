package io.hie.persistence.kafka.journal;

import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.log.LogTail;
import io.hie.persistence.kafka.view.Source;
import io.hie.persistence.kafka.view.View;
import io.hie.persistence.kafka.view.ViewException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a view up to the end of the log before anybody uses it, or says why it cannot be. */
final class CatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
  private static final long TELL_SECONDS = 2;

  private final KafkaSettings settings;
  private final View view;
  private final LogTail tail;
  private final List<PartitionLog> events;
  private final List<SnapshotPartition> snapshots;

  CatchUp(
      KafkaSettings settings,
      View view,
      LogTail tail,
      List<PartitionLog> events,
      List<SnapshotPartition> snapshots) {
    this.settings = settings;
    this.view = view;
    this.tail = tail;
    this.events = events;
    this.snapshots = snapshots;
  }

  void run() {
    Map<TopicPartition, Long> beginnings = tail.beginnings();
    Map<TopicPartition, Long> ends = tail.ends();
    long missing = 0;
    for (PartitionLog each : events) {
      missing += check(Source.EVENTS, each, beginnings, ends);
    }
    for (SnapshotPartition each : snapshots) {
      missing += check(Source.SNAPSHOTS, each, beginnings, ends);
    }
    long before = read();
    long started = System.nanoTime();
    tail.start();
    List<CompletableFuture<Void>> barriers = new ArrayList<>();
    events.stream().filter(LogTail.Reader::kept).forEach(each -> barriers.add(tail.barrier(each)));
    snapshots.stream()
        .filter(LogTail.Reader::kept)
        .forEach(each -> barriers.add(tail.barrier(each)));
    CompletableFuture<Void> all =
        CompletableFuture.allOf(barriers.toArray(CompletableFuture<?>[]::new));
    await(all, missing, before, started);
  }

  private void await(CompletableFuture<Void> all, long missing, long before, long started) {
    long deadline = started + settings.catchUpTimeout().toNanos();
    while (true) {
      try {
        all.get(TELL_SECONDS, TimeUnit.SECONDS);
        long read = read() - before;
        LOG.info(
            "The view of the log is up to date: {} records read in {} ms",
            read,
            Duration.ofNanos(System.nanoTime() - started).toMillis());
        return;
      } catch (TimeoutException notYet) {
        long read = read() - before;
        long perSecond = read * 1_000_000_000L / Math.max(1, System.nanoTime() - started);
        LOG.info(
            "Reading the log into the view: {} of {} records, {} a second",
            read,
            missing,
            perSecond);
        if (System.nanoTime() - deadline > 0) {
          throw new ViewException(
              "the view of the log was not up to date after "
                  + settings.catchUpTimeout().toSeconds()
                  + " s ("
                  + read
                  + " of "
                  + missing
                  + " records read); see that Kafka answers, or raise hie.kafka.catch-up-timeout",
              notYet);
        }
      } catch (ExecutionException failed) {
        throw new ViewException(
            "the log could not be read into the view: " + failed.getCause().getMessage(),
            failed.getCause());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new ViewException("stopped while the log was read into the view", stopped);
      }
    }
  }

  private long read() {
    long read = 0;
    for (PartitionLog each : events) {
      read += each.position();
    }
    for (SnapshotPartition each : snapshots) {
      read += each.position();
    }
    return read;
  }

  /** How many records the view lacks. */
  private long check(
      Source source,
      LogTail.Reader reader,
      Map<TopicPartition, Long> beginnings,
      Map<TopicPartition, Long> ends) {
    TopicPartition partition = reader.partition();
    long next = view.nextOffset(source, partition.partition());
    long end = ends.getOrDefault(partition, 0L);
    long beginning = beginnings.getOrDefault(partition, 0L);
    if (next > end) {
      throw new ViewException(
          "the view in "
              + view.directory()
              + " is ahead of the log: it has partition "
              + partition
              + " up to offset "
              + next
              + ", and the log ends at "
              + end
              + ". The cluster was set back, or lost acknowledged records. If the log as it is now is"
              + " to be believed, have the view made again from it: stop the node, run \""
              + View.resetCommand(view.directory())
              + "\" and start it again");
    }
    if (next < beginning && (source == Source.SNAPSHOTS || view.acceptsLostRecords())) {
      reader.readTo(beginning);
      if (source == Source.EVENTS) {
        LOG.warn(
            "Partition {} of the log starts at offset {}; what was before is lost, as was accepted",
            partition,
            beginning);
      }
      return reader.kept() ? end - beginning : 0;
    }
    if (next < beginning) {
      throw new ViewException(
          "the log has lost its beginning: partition "
              + partition
              + " starts at offset "
              + beginning
              + ", and the view in "
              + view.directory()
              + " has it only up to "
              + next
              + ". Records were deleted from the topic. Restore the topic, or copy the view of a stopped"
              + " node that has read them. If what was deleted may be gone for ever, run \""
              + View.resetCommand(view.directory())
              + " --accept-lost-records\" and start the node again");
    }
    return reader.kept() ? end - next : 0;
  }
}
