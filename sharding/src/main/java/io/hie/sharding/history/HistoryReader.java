package io.hie.sharding.history;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.sharding.history.HistoryCommand.NumberedEvent;
import io.hie.sharding.seal.DataKeys;
import io.hie.sharding.seal.SealOpener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.japi.function.Predicate;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Reads events. A node alone has all of them. Among several, the one that owns a history surely has
 * its events, so it is asked for them page by page. Here is the one place where a body is taken out
 * of an event.
 */
final class HistoryReader {
  private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(20);
  private static final int PAGE = 32;

  /** A page ends with the event that fills this; a frame between nodes takes one event more. */
  private static final long PAGE_BYTES = 256 << 10;

  private final ActorSystem<?> system;
  private final CurrentEventsByPersistenceIdQuery journal;
  private final DataKeys keys;

  HistoryReader(ActorSystem<?> system, CurrentEventsByPersistenceIdQuery journal, DataKeys keys) {
    this.system = system;
    this.journal = journal;
    this.keys = keys;
  }

  /** The events from a number on, wherever they are, as they are stored. */
  Source<NumberedEvent, NotUsed> stored(
      ActorRef<ShardingEnvelope<HistoryCommand>> region, String entityId, long from) {
    return Cluster.get(system).state().members().size() <= 1
        ? here(entityId, from, Long.MAX_VALUE)
        : Source.unfoldAsync(from, next -> page(region, entityId, next, PAGE))
            .mapConcat(page -> page);
  }

  /** The same with their contents, as far as those can be seen. */
  Source<Histories.Entry, NotUsed> events(
      ActorRef<ShardingEnvelope<HistoryCommand>> region, String entityId, long from) {
    SealOpener opener = new SealOpener(entityId, keys);
    return stored(region, entityId, from)
        .mapAsync(
            1,
            each ->
                opener
                    .open(each.number(), each.event())
                    .thenApply(
                        opened ->
                            new Histories.Entry(each.number(), opened.event(), opened.contents())));
  }

  private CompletionStage<Optional<Pair<Long, List<NumberedEvent>>>> page(
      ActorRef<ShardingEnvelope<HistoryCommand>> region, String entityId, long from, int most) {
    return AskPattern.<ShardingEnvelope<HistoryCommand>, HistoryCommand.EventPage>ask(
            region,
            replyTo ->
                new ShardingEnvelope<>(entityId, new HistoryCommand.GetEvents(from, most, replyTo)),
            PAGE_TIMEOUT,
            system.scheduler())
        .thenApply(
            answer ->
                answer.events().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        Pair.create(answer.events().getLast().number() + 1, answer.events())));
  }

  /** Answers another node with what this one has, as it is stored. */
  void answer(String entityId, HistoryCommand.GetEvents get) {
    here(entityId, get.from(), Long.MAX_VALUE)
        .take(get.mostEvents())
        .takeWhile(fillsUpTo(PAGE_BYTES), true)
        .runWith(Sink.seq(), system)
        .thenAccept(events -> get.replyTo().tell(new HistoryCommand.EventPage(events)));
  }

  private static Predicate<NumberedEvent> fillsUpTo(long bytes) {
    AtomicLong left = new AtomicLong(bytes);
    return each -> left.addAndGet(-bytesOf(each.event())) > 0;
  }

  private static long bytesOf(HistoryEvent event) {
    return switch (event) {
      case HistoryEvent.Accepted accepted -> sum(accepted.body(), accepted.seal());
      case HistoryEvent.Resubmitted again -> sum(again.body(), again.seal());
      case HistoryEvent.Answered answered -> sum(answered.answer().body(), answered.seal());
      case HistoryEvent.Handled handled ->
          handled.outputs().stream().mapToLong(each -> sum(each.body(), null)).sum()
              + sum(null, handled.seal());
      case HistoryEvent.Replayed replayed -> 0;
      case HistoryEvent.Erased erased -> 0;
      case HistoryEvent.NotAnswered not -> 0;
      case HistoryEvent.OfLink link -> 0;
      case HistoryEvent.OfLeg ofLeg -> 0;
    };
  }

  private static long sum(@Nullable Payload body, HistoryEvent.@Nullable Seal seal) {
    return (body == null ? 0L : body.size()) + (seal == null ? 0L : seal.text().size());
  }

  private Source<NumberedEvent, NotUsed> here(String entityId, long from, long to) {
    return journal
        .currentEventsByPersistenceId(HistoryEntity.persistenceId(entityId).id(), from, to)
        .map(each -> new NumberedEvent(each.sequenceNr(), (HistoryEvent) each.event()));
  }

  /** One body, which this node has. Fails if it cannot be seen. */
  CompletionStage<Payload> body(String entityId, long number, int output) {
    return bodyOf(here(entityId, number, number), entityId, output);
  }

  /** One body, wherever it is. Fails if it cannot be seen. */
  CompletionStage<Payload> body(
      ActorRef<ShardingEnvelope<HistoryCommand>> region, String entityId, long number, int output) {
    return bodyOf(
        Cluster.get(system).state().members().size() <= 1
            ? here(entityId, number, number)
            : Source.completionStage(page(region, entityId, number, 1))
                .mapConcat(page -> page.map(Pair::second).orElse(List.of())),
        entityId,
        output);
  }

  private CompletionStage<Payload> bodyOf(
      Source<NumberedEvent, NotUsed> events, String entityId, int output) {
    return events
        .take(1)
        .mapAsync(1, each -> new SealOpener(entityId, keys).plain(each.number(), each.event()))
        .map(event -> bodyIn(event, output))
        .runWith(Sink.head(), system);
  }

  private static Payload bodyIn(HistoryEvent event, int output) {
    Payload body =
        switch (event) {
          case HistoryEvent.Accepted accepted -> accepted.body();
          case HistoryEvent.Resubmitted again -> again.body();
          case HistoryEvent.Handled handled -> handled.outputs().get(output).body();
          case HistoryEvent.Replayed replayed -> null;
          case HistoryEvent.Erased erased -> null;
          case HistoryEvent.NotAnswered not -> null;
          case HistoryEvent.OfLink link -> null;
          case HistoryEvent.OfLeg ofLeg -> null;
        };
    if (body == null) {
      throw new IllegalStateException(
          "the log has no body where one was written: " + event.getClass().getSimpleName());
    }
    return body;
  }
}
