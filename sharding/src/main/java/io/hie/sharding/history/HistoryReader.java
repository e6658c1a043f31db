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
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Reads events. A node alone has all of them. Among several, the one that owns a history surely has
 * its events, so it is asked for them page by page. Here is the one place where a body is taken out
 * of an event.
 */
final class HistoryReader {
  private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(20);
  private static final int PAGE = 32;

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
        : Source.unfoldAsync(from, next -> page(region, entityId, next)).mapConcat(page -> page);
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
      ActorRef<ShardingEnvelope<HistoryCommand>> region, String entityId, long from) {
    return AskPattern.<ShardingEnvelope<HistoryCommand>, HistoryCommand.EventPage>ask(
            region,
            replyTo ->
                new ShardingEnvelope<>(entityId, new HistoryCommand.GetEvents(from, PAGE, replyTo)),
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
        .runWith(Sink.seq(), system)
        .thenAccept(events -> get.replyTo().tell(new HistoryCommand.EventPage(events)));
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
    return bodyOf(stored(region, entityId, number), entityId, output);
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
          case HistoryEvent.OfLeg ofLeg -> null;
        };
    if (body == null) {
      throw new IllegalStateException(
          "the log has no body where one was written: " + event.getClass().getSimpleName());
    }
    return body;
  }
}
