package io.hie.configuration;

import io.hie.configuration.directory.ConfigurationEvent;
import io.hie.configuration.directory.Directory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.RestartSettings;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * What this node knows of the directory: the fold over the log, fed by two ways, the answers to its
 * own changes at once, and the log for all changes within its {@code refresh-interval}. While the
 * database is away it stays as it is. Safe from any thread.
 */
final class DirectoryView {
  private static final RestartSettings RESTARTS =
      RestartSettings.create(Duration.ofMillis(500), Duration.ofSeconds(5), 0.2);

  /** Longer than a database takes that is well. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  private volatile Directory known;

  DirectoryView(Directory known) {
    this.known = known;
  }

  /**
   * Follows the log until the actor system ends: one look after the other, each bounded, since a
   * stream of all that is to come was seen to wait for ever after its database had been killed.
   *
   * @param interval from one look to the next
   */
  void follow(CurrentEventsByPersistenceIdQuery log, Duration interval, ActorSystem<?> system) {
    RestartSource.onFailuresWithBackoff(
            RESTARTS,
            () ->
                Source.tick(interval, interval, NotUsed.getInstance())
                    .mapAsync(1, tick -> look(log, system)))
        .runWith(Sink.ignore(), system);
  }

  private CompletionStage<Done> look(CurrentEventsByPersistenceIdQuery log, ActorSystem<?> system) {
    return log.currentEventsByPersistenceId(
            ConfigurationEntity.ID.id(), known.revision() + 1, Long.MAX_VALUE)
        .runWith(
            Sink.foreach(each -> learn((ConfigurationEvent) each.event(), each.sequenceNr())),
            system)
        .toCompletableFuture()
        .copy() // a stream looks through what Scala made to the future inside, which has no end
        .orTimeout(LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Takes events whose last is a number; what does not follow on comes by the log. */
  void learn(List<ConfigurationEvent> events, long last) {
    long number = last - events.size();
    for (ConfigurationEvent event : events) {
      learn(event, ++number);
    }
  }

  private synchronized void learn(ConfigurationEvent event, long number) {
    if (number == known.revision() + 1) {
      known = known.apply(event);
    }
  }

  Directory known() {
    return known;
  }
}
