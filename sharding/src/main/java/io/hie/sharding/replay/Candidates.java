package io.hie.sharding.replay;

import io.hie.actormodel.envelope.MessageBody;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.envelope.Validation;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.MessageFilter;
import io.hie.sharding.history.Given;
import io.hie.sharding.history.Histories;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages that a selection means, those of one history in their order. A stream: what it
 * holds does not grow with how much there is.
 *
 * @param ordered whether the journal gives histories in one order for ever
 */
record Candidates(Histories histories, boolean ordered) {

  /** A message with its bytes. */
  record Candidate(Given given, MessageEnvelope envelope, @Nullable Long offset) {
    /** The message as an item of the way would be given it. */
    MessageEnvelope at(String item, Payload body) {
      MessageBody received = envelope.body();
      return new MessageEnvelope(
          envelope.header().withDestination(item),
          new MessageBody(
              received.schemaName(),
              received.schemaNamespace(),
              body,
              Validation.NotValidated.INSTANCE,
              Map.of()));
    }

    Job.Cursor cursor() {
      return new Job.Cursor(given.history(), given.position(), offset);
    }
  }

  /**
   * The messages of a selection.
   *
   * @param after the last one that is done; null to begin
   */
  Source<Candidate, NotUsed> of(Selection selection, Job.@Nullable Cursor after) {
    Predicate<MessageEnvelope> filter =
        selection.filter() == null ? any -> true : MessageFilter.compile(selection.filter());
    Integer partition = selection.partition();
    Long offset = selection.offset();
    return (partition == null || offset == null
            ? byHistory(selection, after)
            : byOffset(selection, partition, offset, after))
        .filter(candidate -> filter.test(candidate.envelope()));
  }

  private Source<Candidate, NotUsed> byHistory(Selection selection, Job.@Nullable Cursor after) {
    Source<String, NotUsed> ids =
        selection.history() != null
            ? Source.single(selection.history())
            : histories.ids(selection.workspace(), selection.project());
    if (after != null && ordered && selection.history() == null) {
      ids = ids.dropWhile(id -> !id.equals(after.history()));
    }
    return ids.flatMapConcat(
            id ->
                histories
                    .given(id, selection.item())
                    .filter(
                        given ->
                            after == null
                                || !given.history().equals(after.history())
                                || given.position() > after.position()))
        .filter(given -> selection.fits(given.schemaName(), given.received()))
        .mapAsync(4, given -> candidate(given, null))
        .mapConcat(found -> found.stream().toList());
  }

  private Source<Candidate, NotUsed> byOffset(
      Selection selection, int partition, long offset, Job.@Nullable Cursor after) {
    String prefix = selection.workspace() + "/" + selection.project() + "/";
    Source<Candidate, NotUsed> found =
        histories
            .logged(partition, after == null || after.offset() == null ? offset : after.offset())
            .mapAsync(
                4,
                logged ->
                    logged.history().startsWith(prefix)
                            && logged.event() instanceof HistoryEvent.Accepted accepted
                            && selection.fits(accepted.schemaName(), accepted.at())
                        ? candidate(
                            Given.received(logged.history(), logged.number(), accepted),
                            logged.offset())
                        : CompletableFuture.completedFuture(Optional.<Candidate>empty()))
            .mapConcat(each -> each.stream().toList());
    return after == null ? found : found.dropWhile(each -> !each.cursor().equals(after)).drop(1);
  }

  /** Nothing if its bytes were erased, or cannot be read for another reason. */
  private CompletionStage<Optional<Candidate>> candidate(Given given, @Nullable Long offset) {
    return histories
        .body(given.history(), given.origin().event(), given.origin().output())
        .handle(
            (body, failure) ->
                failure == null
                    ? Optional.of(candidate(given, body, offset))
                    : Optional.<Candidate>empty());
  }

  private static Candidate candidate(Given given, Payload body, @Nullable Long offset) {
    return new Candidate(
        given,
        new MessageEnvelope(
            given.header(),
            new MessageBody(
                given.schemaName(),
                given.schemaNamespace(),
                body,
                Validation.NotValidated.INSTANCE,
                Map.of())),
        offset);
  }
}
