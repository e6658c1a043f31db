package io.hie.configuration;

import io.hie.configuration.directory.ConfigurationEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;

/** The audit trail, which is the log itself, newest first. Safe from any thread. */
public final class AuditLog {
  /** How much of the log one question reads at most; the next one goes on from there. */
  static final int MOST_READ = 5_000;

  private static final int WINDOW = 500;

  private final CurrentEventsByPersistenceIdQuery log;
  private final ActorSystem<?> system;

  AuditLog(CurrentEventsByPersistenceIdQuery log, ActorSystem<?> system) {
    this.log = log;
    this.system = system;
  }

  /**
   * An entry.
   *
   * @param number of the event, from 1
   */
  public record Entry(long number, ConfigurationEvent event) {}

  /**
   * A part of the trail.
   *
   * @param next the number to go on before; null if that was all. There may be one though there are
   *     fewer entries than asked for, if few fit.
   */
  public record Page(List<Entry> entries, @Nullable Long next) {}

  /**
   * Reads backwards.
   *
   * @param before only events with smaller numbers
   * @param most how many entries, from 1
   * @return failed with {@link Configuration.UnavailableException} if the database does not answer
   */
  public CompletionStage<Page> read(long before, int most, Predicate<ConfigurationEvent> wanted) {
    return gather(new ArrayList<>(), before, Math.max(0, before - 1 - MOST_READ), most, wanted)
        .exceptionally(
            failure -> {
              throw new CompletionException(new Configuration.UnavailableException(failure));
            });
  }

  private CompletionStage<Page> gather(
      List<Entry> found, long before, long floor, int most, Predicate<ConfigurationEvent> wanted) {
    long from = Math.max(floor + 1, before - WINDOW);
    if (from >= before) {
      return CompletableFuture.completedFuture(new Page(found, floor == 0 ? null : floor + 1));
    }
    return log.currentEventsByPersistenceId(ConfigurationEntity.ID.id(), from, before - 1)
        .map(each -> new Entry(each.sequenceNr(), (ConfigurationEvent) each.event()))
        .filter(each -> wanted.test(each.event()))
        .runWith(Sink.seq(), system)
        .thenCompose(
            window -> {
              for (Entry each : window.reversed()) {
                if (found.size() == most) {
                  return CompletableFuture.completedFuture(
                      new Page(found, found.getLast().number()));
                }
                found.add(each);
              }
              return gather(found, from, floor, most, wanted);
            });
  }
}
