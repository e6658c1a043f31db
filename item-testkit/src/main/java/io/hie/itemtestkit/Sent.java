package io.hie.itemtestkit;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A message that was sent to an item, and what is expected to become of it. */
public final class Sent {
  private final Delivery delivery;
  private final CompletableFuture<Outcome> outcome;

  private final Results results;

  Sent(Delivery delivery, Results results) {
    this.delivery = delivery;
    this.results = results;
    this.outcome = results.offer(delivery);
  }

  Delivery delivery() {
    return delivery;
  }

  /** Waits for how it ended. */
  public Outcome outcome() {
    try {
      return outcome.get(ItemTestKit.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException still) {
      throw new AssertionError("the message has no outcome yet; does the item wait for time?");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for an outcome", interrupted);
    } catch (java.util.concurrent.ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** It has not ended: the item works on it, or it waits. */
  public Sent expectNothingYet() {
    if (outcome.isDone()) {
      throw unexpected("no outcome yet");
    }
    return this;
  }

  /** A process sent it to these items, in this order. */
  public Sent expectTargets(String... targets) {
    List<String> sentTo = handling().outputs().stream().map(Handling.Output::target).toList();
    if (!sentTo.equals(List.of(targets))) {
      throw new AssertionError(
          "expected targets " + List.of(targets) + ", it went to " + sentTo + reason());
    }
    return this;
  }

  /**
   * The text that a process sent to an item; that of the message itself if it left it as it was.
   */
  public String expectOutput(String target) {
    for (Handling.Output output : handling().outputs()) {
      if (output.target().equals(target)) {
        Payload payload =
            output.payload() == null ? delivery.envelope().body().rawPayload() : output.payload();
        return payload.decode(Charset.forName(delivery.envelope().header().encoding()));
      }
    }
    throw new AssertionError("nothing was sent to " + target + ": " + handling().outputs());
  }

  /** A process ended it for this reason. */
  public Sent expectFiltered(String reason) {
    expectTargets();
    if (!handling().reason().equals(reason)) {
      throw new AssertionError("expected it to be filtered because \"" + reason + "\"" + reason());
    }
    return this;
  }

  /** An operation delivered it; the receiver said this. */
  public Sent expectDelivered(String note) {
    if (outcome() instanceof Outcome.Tried(DeliveryResult.Delivered delivered)
        && delivered.note().equals(note)) {
      return this;
    }
    throw unexpected("delivered with \"" + note + "\"");
  }

  /** It is to be tried again for this reason, such as {@code item-error} after an exception. */
  public Reason expectRetry(String code) {
    if (outcome() instanceof Outcome.Tried(DeliveryResult.Retry retry)
        && retry.reason().code().equals(code)) {
      return retry.reason();
    }
    throw unexpected("a retry because of " + code);
  }

  /** It will never be taken, for this reason. */
  public Reason expectRefused(String code) {
    if (outcome() instanceof Outcome.Tried(DeliveryResult.Refused refused)
        && refused.reason().code().equals(code)) {
      return refused.reason();
    }
    throw unexpected("refused because of " + code);
  }

  /** Nobody can say whether it arrived, for this reason. */
  public Reason expectAmbiguous(String code) {
    if (outcome() instanceof Outcome.Tried(DeliveryResult.Ambiguous(Reason reason))
        && reason.code().equals(code)) {
      return reason;
    }
    throw unexpected("ambiguous because of " + code);
  }

  /**
   * A hook sent a copy of it to an item, as {@code BeforeItem}, {@code AfterItem} or {@code
   * OnErrorItem} say.
   *
   * @param point {@code before}, {@code after} or {@code on-error}
   * @return the text of the copy
   */
  public String expectCopy(String point, String item) {
    Await.until(
        () -> results.copyOf(delivery, item, point) != null,
        () ->
            "expected a copy \""
                + point
                + "\" to "
                + item
                + ", there are "
                + results.copiesOf(delivery));
    MessageEnvelope copy = Objects.requireNonNull(results.copyOf(delivery, item, point));
    return copy.body().rawPayload().decode(Charset.forName(copy.header().encoding()));
  }

  /** It has ended, and no hook sent a copy of it anywhere. */
  public Sent expectNoCopy() {
    outcome();
    if (!results.copiesOf(delivery).isEmpty()) {
      throw new AssertionError("expected no copy, there are " + results.copiesOf(delivery));
    }
    return this;
  }

  private Handling handling() {
    if (outcome() instanceof Outcome.Handled(Handling handling)) {
      return handling;
    }
    throw unexpected("a decision");
  }

  private String reason() {
    String reason = handling().reason();
    return reason.isEmpty() ? "" : ", reason \"" + reason + "\"";
  }

  private AssertionError unexpected(String expected) {
    return new AssertionError("expected " + expected + ", but it was " + outcome());
  }
}
