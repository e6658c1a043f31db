package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.AmbiguousPolicy;
import java.time.Duration;
import java.time.Instant;

/** What follows from an attempt: the event to record. Pure. */
final class AfterAttempt {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private static final Reason ITEM_GONE =
      new Reason("item-removed", "the item was taken out of the production before it was its turn");

  private AfterAttempt() {}

  /**
   * Decides.
   *
   * @param leg as it was before the attempt
   * @param result how the attempt ended; not {@link DeliveryResult.NotSent}, which is no attempt
   */
  static HistoryEvent.OfLeg decide(Leg leg, DeliveryResult result, HostSettings host, Instant now) {
    int attempt = leg.attempts + 1;
    return switch (result) {
      case DeliveryResult.Delivered delivered ->
          new HistoryEvent.Delivered(leg.id, leg.item, now, attempt, delivered.note());
      case DeliveryResult.Refused refused ->
          new HistoryEvent.Parked(leg.id, leg.item, now, attempt, refused.reason());
      case DeliveryResult.Retry retry ->
          attempt > host.retryLimit()
              ? new HistoryEvent.Parked(leg.id, leg.item, now, attempt, retry.reason())
              : again(leg, attempt, retry.reason(), false, host, now);
      case DeliveryResult.Ambiguous ambiguous ->
          attempt > host.retryLimit() || host.ambiguousPolicy() != AmbiguousPolicy.RESEND
              ? new HistoryEvent.LeftAmbiguous(leg.id, leg.item, now, attempt, ambiguous.reason())
              : again(leg, attempt, ambiguous.reason(), true, host, now);
      case DeliveryResult.NotSent notSent ->
          throw new IllegalArgumentException(
              "an item waits with what it could not send: " + notSent.reason());
    };
  }

  /**
   * Decides where the item is no longer in the production: there is no other attempt.
   *
   * @param result as for {@link #decide}
   */
  static HistoryEvent.OfLeg lastAttempt(Leg leg, DeliveryResult result, Instant now) {
    int attempt = leg.attempts + 1;
    return switch (result) {
      case DeliveryResult.Delivered delivered ->
          new HistoryEvent.Delivered(leg.id, leg.item, now, attempt, delivered.note());
      case DeliveryResult.Refused refused ->
          new HistoryEvent.Parked(leg.id, leg.item, now, attempt, refused.reason());
      case DeliveryResult.Retry retry ->
          new HistoryEvent.Parked(leg.id, leg.item, now, attempt, retry.reason());
      case DeliveryResult.Ambiguous ambiguous ->
          new HistoryEvent.LeftAmbiguous(leg.id, leg.item, now, attempt, ambiguous.reason());
      case DeliveryResult.NotSent notSent ->
          throw new IllegalArgumentException(
              "an item waits with what it could not send: " + notSent.reason());
    };
  }

  /**
   * What becomes of a leg at an item that is no longer in the production: parked, or ambiguous if
   * the receiver may have it.
   *
   * @param startedHere whether a delivery that is on record as begun was never handed over
   */
  static HistoryEvent.OfLeg itemIsGone(Leg leg, boolean startedHere, Instant now) {
    return leg.mayHaveArrived || (leg.started && !startedHere)
        ? new HistoryEvent.LeftAmbiguous(leg.id, leg.item, now, leg.attempts, ITEM_GONE)
        : new HistoryEvent.Parked(leg.id, leg.item, now, leg.attempts, ITEM_GONE);
  }

  private static HistoryEvent.OfLeg again(
      Leg leg, int attempt, Reason reason, boolean mayHaveArrived, HostSettings host, Instant now) {
    return new HistoryEvent.AttemptFailed(
        leg.id,
        leg.item,
        now,
        attempt,
        reason,
        mayHaveArrived,
        now.plus(wait(host.retryInterval(), attempt)));
  }

  /**
   * The interval, doubled with each attempt, up to a minute (or the interval, if that is longer).
   */
  static Duration wait(Duration interval, int attempt) {
    Duration longest = interval.compareTo(LONGEST_WAIT) > 0 ? interval : LONGEST_WAIT;
    Duration wait = interval.multipliedBy(1L << Math.min(attempt - 1, 16));
    return wait.compareTo(longest) < 0 ? wait : longest;
  }
}
