package io.hie.sharding.history;

import io.hie.actormodel.envelope.MessageBody;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.LegId;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import io.hie.actormodel.runtime.HookCopy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a command, given what the log says and what is in hand. Pure: changes nothing
 * and tells nobody.
 *
 * @param production as it is deployed here; null if it is not
 */
record Deciding(
    History history, InHand inHand, @Nullable DeployedProduction production, Instant now) {
  private static final Decision NOTHING = new Decision.Nothing();

  private static final DeliveryResult.Reason NOT_BEGUN =
      new DeliveryResult.Reason("not-begun", "the item stopped before it was its turn");

  Decision on(HistoryCommand.ToDecide command) {
    return switch (command) {
      case HistoryCommand.Accept accept -> accept(accept);
      case HistoryCommand.LegHandled handled -> handled(handled.leg(), handled.handling());
      case HistoryCommand.LegTried tried -> tried(tried);
      case HistoryCommand.LegExpired expired ->
          ended(expired.leg(), leg -> new HistoryEvent.Expired(leg.id, leg.item, now));
      case HistoryCommand.LegDiscarded discarded ->
          ended(
              discarded.leg(),
              leg -> new HistoryEvent.Discarded(leg.id, leg.item, now, discarded.strategy()));
      case HistoryCommand.LegReturned returned -> returned(returned.leg());
      case HistoryCommand.Replay replay -> OnceMore.replay(history, production, now, replay);
      case HistoryCommand.Resubmit resubmit ->
          OnceMore.resubmit(history, production, now, resubmit);
      case HistoryCommand.DiscardDeadLetter discard -> OnceMore.discard(history, now, discard);
      case HistoryCommand.RecordEvent record -> record(record);
    };
  }

  private Decision accept(HistoryCommand.Accept accept) {
    DeployedItem service = production == null ? null : production.item(accept.service());
    RecentMessages.Entry repeated = history.recent(accept.fingerprint(), now);
    if (repeated != null) {
      return repeated(accept, repeated, service);
    }
    if (service == null) {
      return new Decision.Answer(
          accept, new Acceptance.NotStored("its production does not run here"));
    }
    MessageBody body = accept.envelope().body();
    return new Decision.TakeOver(
        accept,
        new HistoryEvent.Accepted(
            history.messages() + 1,
            now,
            accept.envelope().header(),
            body.schemaName(),
            body.schemaNamespace(),
            body.rawPayload(),
            accept.sender(),
            accept.controlId(),
            accept.fingerprint(),
            targets(accept, service),
            null,
            isCopy(accept) ? null : nullIfEmpty(service.host().answeringTargets())),
        history
            .links()
            .begunBy(
                history.messages() + 1,
                accept.envelope().header().messageId(),
                accept.othersOrNone(),
                now));
  }

  /** Those of the service, unless it is a copy that a hook made for one item. */
  private static List<String> targets(HistoryCommand.Accept accept, DeployedItem service) {
    return isCopy(accept)
        ? List.of(accept.envelope().header().destination())
        : service.host().targetConfigNames();
  }

  private static boolean isCopy(HistoryCommand.Accept accept) {
    return accept.envelope().header().customProperties().containsKey(HookCopy.MARK);
  }

  /** A retry gets what the first got, or would have got: if that is not known yet, it waits. */
  private Decision repeated(
      HistoryCommand.Accept accept, RecentMessages.Entry first, @Nullable DeployedItem service) {
    if (service != null && !service.host().answeringTargets().isEmpty()) {
      if (first.question() != null) {
        return new Decision.AnswerAgain(accept, first.messageId(), first.question());
      }
      OpenMessage open = history.asking(first.messageId());
      if (open != null) {
        return new Decision.Await(accept, open.number, first.messageId());
      }
    }
    return new Decision.Answer(accept, new Acceptance.Repeated(first.messageId()));
  }

  private static @Nullable List<String> nullIfEmpty(List<String> targets) {
    return targets.isEmpty() ? null : targets;
  }

  /**
   * The targets whose answer is the sender's: those that the process asks, and if it asks none by
   * its settings, all that it sends to.
   */
  private @Nullable List<String> answering(Leg leg, Handling handling) {
    if (!leg.asked) {
      return null;
    }
    DeployedItem process = production == null ? null : production.item(leg.item);
    List<String> asked = process == null ? List.of() : process.host().answeringTargets();
    return asked.isEmpty()
        ? handling.outputs().stream().map(Handling.Output::target).distinct().toList()
        : asked;
  }

  private Decision handled(LegId id, Handling handling) {
    Leg leg = history.lanes().find(id);
    if (leg == null || inHand.isReported(id)) {
      return NOTHING;
    }
    List<HistoryEvent.Output> outputs = new ArrayList<>(handling.outputs().size());
    for (Handling.Output output : handling.outputs()) {
      outputs.add(new HistoryEvent.Output(output.target(), output.payload()));
    }
    return new Decision.Foresee(
        new HistoryEvent.Handled(
            id, leg.item, now, outputs, handling.reason(), null, answering(leg, handling)));
  }

  private Decision tried(HistoryCommand.LegTried tried) {
    LegId id = tried.leg();
    Leg leg = history.lanes().find(id);
    if (leg == null || inHand.isReported(id)) {
      return NOTHING;
    }
    // A success is the truth whenever it comes; anything else only counts from the attempt that we
    // know of.
    if (!(tried.result() instanceof DeliveryResult.Delivered)
        && (!inHand.isUnderWay(id) || tried.attempt() != leg.attempts + 1)) {
      return NOTHING;
    }
    DeployedItem item = production == null ? null : production.item(leg.item);
    if (item == null) {
      return production == null || production.has(leg.item)
          ? new Decision.PutBack(id)
          : new Decision.Report(AfterAttempt.lastAttempt(leg, tried.result(), now));
    }
    HistoryEvent.OfLeg outcome = AfterAttempt.decide(leg, tried.result(), item.host(), now);
    Answer answer =
        leg.asked && outcome instanceof HistoryEvent.Outcome ? answerIn(tried.result()) : null;
    return new Decision.Report(
        outcome, answer == null ? null : new HistoryEvent.Answered(id, leg.item, now, answer));
  }

  private static @Nullable Answer answerIn(DeliveryResult result) {
    return switch (result) {
      case DeliveryResult.Delivered delivered -> delivered.answer();
      case DeliveryResult.Refused refused -> refused.answer();
      case DeliveryResult.Retry retry -> retry.answer();
      case DeliveryResult.Ambiguous ambiguous -> null;
      case DeliveryResult.NotSent notSent -> null;
    };
  }

  private Decision ended(LegId id, Function<Leg, HistoryEvent.OfLeg> outcome) {
    Leg leg = inHand(id);
    return leg == null ? NOTHING : new Decision.Report(outcome.apply(leg));
  }

  private Decision returned(LegId id) {
    Leg leg = inHand(id);
    if (leg == null) {
      return NOTHING;
    }
    // Nothing was sent, and a later life must not take it for sent.
    return leg.started
        ? new Decision.Report(
            new HistoryEvent.AttemptFailed(
                id, leg.item, now, leg.attempts, NOT_BEGUN, leg.mayHaveArrived, now))
        : new Decision.PutBack(id);
  }

  private Decision record(HistoryCommand.RecordEvent record) {
    LegId id = record.event().leg();
    return record.life() != inHand.life()
            || history.lanes().find(id) == null
            || inHand.isReported(id)
        ? NOTHING
        : new Decision.Write(record.event());
  }

  /** The open leg of this id that somebody has and has not reported. */
  private @Nullable Leg inHand(LegId id) {
    return inHand.isUnderWay(id) && !inHand.isReported(id) ? history.lanes().find(id) : null;
  }
}
