package io.hie.sharding.history;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.DeadLetterTags;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import io.hie.sharding.history.HistoryCommand.Reply;
import io.hie.sharding.history.HistoryCommand.Result;
import io.hie.sharding.key.EntityId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByTagQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of all histories: what was set aside with its error, or left ambiguous, and has
 * been neither sent again nor let go. Found by the tags of their events, so listing them costs what
 * there is of them and not a reading of the log. Safe from any thread.
 */
public final class DeadLetterBox {
  private static final Duration ASK = Duration.ofSeconds(20);

  private final ActorSystem<?> system;
  private final Histories histories;
  private final ActorRef<ShardingEnvelope<HistoryCommand>> region;
  private final CurrentEventsByTagQuery journal;

  DeadLetterBox(
      ActorSystem<?> system,
      Histories histories,
      ActorRef<ShardingEnvelope<HistoryCommand>> region,
      CurrentEventsByTagQuery journal) {
    this.system = system;
    this.histories = histories;
    this.region = region;
    this.journal = journal;
  }

  /**
   * A dead letter.
   *
   * @param history id of its history
   * @param event number of the event that set it aside; with the history, its name
   * @param outcome DEAD_LETTERED or AMBIGUOUS
   * @param place where it is in the list, to go on after it
   */
  public record Letter(
      String history,
      long event,
      LegId leg,
      String item,
      String outcome,
      Instant at,
      int attempt,
      Reason reason,
      long place) {}

  /** A dead letter with its message. */
  public record Opened(Letter letter, HistoryEvent.Beginning message, Payload body) {}

  /**
   * Dead letters in an order that stays.
   *
   * @param workspace whose
   * @param project null for all of the workspace
   * @param item null for all items
   * @param after the place of the last one that was seen; null to begin
   */
  public Source<Letter, NotUsed> list(
      String workspace, @Nullable String project, @Nullable String item, @Nullable Long after) {
    return journal
        .currentEventsByTag(
            DeadLetterTags.DEAD_LETTER, after == null ? Offset.noOffset() : Offset.sequence(after))
        .mapConcat(each -> letter(each).stream().toList())
        .filter(
            letter ->
                EntityId.workspaceOf(letter.history()).equals(workspace)
                    && (project == null || EntityId.projectOf(letter.history()).equals(project))
                    && (item == null || letter.item().equals(item)))
        .mapAsync(
            1,
            letter ->
                isOpen(letter)
                    .thenApply(open -> open ? Optional.of(letter) : Optional.<Letter>empty()))
        .mapConcat(letter -> letter.stream().toList());
  }

  private CompletionStage<Boolean> isOpen(Letter letter) {
    String end =
        DeadLetterTags.end(HistoryEntity.persistenceId(letter.history()).id(), letter.event());
    return journal
        .currentEventsByTag(end, Offset.noOffset())
        .runWith(Sink.headOption(), system)
        .thenApply(Optional::isEmpty);
  }

  private static Optional<Letter> letter(EventEnvelope envelope) {
    String history = HistoryEntity.entityId(envelope.persistenceId());
    long place = envelope.offset() instanceof Sequence sequence ? sequence.value() : 0;
    return letter(history, envelope.sequenceNr(), envelope.event(), place);
  }

  private static Optional<Letter> letter(String history, long number, Object event, long place) {
    return switch (event) {
      case HistoryEvent.Parked parked ->
          Optional.of(
              new Letter(
                  history,
                  number,
                  parked.leg(),
                  parked.item(),
                  "DEAD_LETTERED",
                  parked.at(),
                  parked.attempt(),
                  parked.reason(),
                  place));
      case HistoryEvent.LeftAmbiguous left ->
          Optional.of(
              new Letter(
                  history,
                  number,
                  left.leg(),
                  left.item(),
                  "AMBIGUOUS",
                  left.at(),
                  left.attempt(),
                  left.reason(),
                  place));
      default -> Optional.empty();
    };
  }

  /** A dead letter with its message and bytes; empty if there is none, or none any more. */
  public CompletionStage<Optional<Opened>> open(String history, long event) {
    return find(history, event)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : open(history, found.get()));
  }

  private CompletionStage<Optional<Opened>> open(String history, DeadLetters.DeadLetter letter) {
    CompletionStage<Letter> parked =
        histories
            .events(history, letter.event())
            .take(1)
            .mapConcat(each -> letter(history, each.number(), each.event(), 0).stream().toList())
            .runWith(Sink.head(), system);
    CompletionStage<Payload> body =
        histories.body(history, letter.bodyEvent(), letter.bodyOutput());
    return parked.thenCompose(
        found ->
            beginning(history, letter)
                .thenCombine(
                    body, (message, bytes) -> Optional.of(new Opened(found, message, bytes))));
  }

  private CompletionStage<HistoryEvent.Beginning> beginning(
      String history, DeadLetters.DeadLetter letter) {
    return histories
        .events(history, Math.max(1, letter.began()))
        .map(Histories.Entry::event)
        .filter(
            event ->
                event instanceof HistoryEvent.Beginning begun
                    && begun.message() == letter.leg().message())
        .map(HistoryEvent.Beginning.class::cast)
        .runWith(Sink.head(), system);
  }

  /** What the history knows of a dead letter; empty if it is none any more. */
  private CompletionStage<Optional<DeadLetters.DeadLetter>> find(String history, long event) {
    return histories
        .events(history, event)
        .take(1)
        .mapConcat(each -> letter(history, each.number(), each.event(), 0).stream().toList())
        .runWith(Sink.headOption(), system)
        .thenCompose(
            letter ->
                letter.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : this.<HistoryCommand.DeadLetterFound>ask(
                            history,
                            replyTo ->
                                new HistoryCommand.GetDeadLetter(letter.get().leg(), replyTo))
                        .thenApply(
                            found ->
                                Optional.ofNullable(found.letter())
                                    .filter(each -> each.event() == event)));
  }

  /**
   * Sends a dead letter once more, behind what is open for its key at its item.
   *
   * @param body other bytes; null for those it had
   * @param who asks for it
   * @param why in that person's words
   */
  public CompletionStage<Reply> resubmit(
      String history, long event, @Nullable Payload body, String who, String why) {
    return find(history, event)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(unknown())
                    : resubmit(history, found.get(), body, who, why));
  }

  private CompletionStage<Reply> resubmit(
      String history,
      DeadLetters.DeadLetter letter,
      @Nullable Payload body,
      String who,
      String why) {
    CompletionStage<Boolean> readable =
        body != null
            ? CompletableFuture.completedFuture(true)
            : histories
                .body(history, letter.bodyEvent(), letter.bodyOutput())
                .handle((bytes, failure) -> failure == null);
    return readable.thenCompose(
        can ->
            can
                ? beginning(history, letter)
                    .thenCompose(
                        message ->
                            this.<Reply>ask(
                                history,
                                replyTo ->
                                    new HistoryCommand.Resubmit(
                                        letter.leg(),
                                        body,
                                        message.header(),
                                        message.schemaName(),
                                        message.schemaNamespace(),
                                        who,
                                        why,
                                        replyTo)))
                : CompletableFuture.completedFuture(
                    new Reply(
                        Result.REFUSED,
                        "its bytes cannot be read (were they erased?); let it go, or send other"
                            + " bytes")));
  }

  /** Lets a dead letter go; it stays in its history. */
  public CompletionStage<Reply> discard(String history, long event, String who, String why) {
    return find(history, event)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(unknown())
                    : this.<Reply>ask(
                        history,
                        replyTo ->
                            new HistoryCommand.DiscardDeadLetter(
                                found.get().leg(), who, why, replyTo)));
  }

  private static Reply unknown() {
    return new Reply(Result.UNKNOWN, "no dead letter, or none any more");
  }

  private <T> CompletionStage<T> ask(
      String history, Function<ActorRef<T>, HistoryCommand> command) {
    return AskPattern.<ShardingEnvelope<HistoryCommand>, T>ask(
        region,
        replyTo -> new ShardingEnvelope<>(history, command.apply(replyTo)),
        ASK,
        system.scheduler());
  }
}
