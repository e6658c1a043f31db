package io.hie.sharding.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.HistoryEvent.Accepted;
import io.hie.actormodel.history.HistoryEvent.AttemptFailed;
import io.hie.actormodel.history.HistoryEvent.Handled;
import io.hie.actormodel.history.HistoryEvent.LeftAmbiguous;
import io.hie.actormodel.history.HistoryEvent.Output;
import io.hie.actormodel.history.HistoryEvent.Parked;
import io.hie.actormodel.history.HistoryEvent.Resubmitted;
import io.hie.actormodel.history.HistoryEvent.Seal;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.DeliveryResult.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * What in an event may hold patient data, and how it is taken out and put back: received bodies,
 * bodies of outputs, and what other systems answered. All else stays readable, so that a history
 * recovers without its key and shows what happened after it is erased.
 */
public final class EventSeal {
  private static final Payload EMPTY = Payload.wrap(new byte[0]);

  private EventSeal() {}

  /** The seal of an event; null if nothing in it is sealed. */
  public static @Nullable Seal of(HistoryEvent event) {
    return switch (event) {
      case Accepted accepted -> accepted.seal();
      case Handled handled -> handled.seal();
      case AttemptFailed failed -> failed.seal();
      case Parked parked -> parked.seal();
      case LeftAmbiguous left -> left.seal();
      case Resubmitted again -> again.seal();
      case HistoryEvent.DeliveryStarted started -> null;
      case HistoryEvent.Delivered delivered -> null;
      case HistoryEvent.Expired expired -> null;
      case HistoryEvent.Discarded discarded -> null;
      case HistoryEvent.Erased erased -> null;
      case HistoryEvent.Replayed replayed -> null;
      case HistoryEvent.DeadLetterDiscarded gone -> null;
      case HistoryEvent.Answered answered -> answered.seal();
      case HistoryEvent.NotAnswered not -> null;
      case HistoryEvent.OfLink link -> null;
    };
  }

  /** Whether there is something in an event to be sealed. */
  public static boolean isNeeded(HistoryEvent event) {
    return contents(event) != null;
  }

  /** The event as it is to be stored. */
  public static HistoryEvent seal(String entityId, HistoryEvent event, DataKey key) {
    byte[] contents = contents(event);
    return contents == null
        ? event
        : with(event, new Seal(key.id(), key.seal(contents, place(entityId, event))), null);
  }

  /**
   * The event as it was before it was sealed.
   *
   * @param number its number, for the error
   * @param key the one that its seal names
   * @throws DamagedException if it is not as it was stored
   */
  public static HistoryEvent open(String entityId, long number, HistoryEvent event, DataKey key) {
    Seal seal = of(event);
    if (seal == null) {
      return event;
    }
    try {
      return with(event, null, key.open(seal.text(), place(entityId, event)));
    } catch (AEADBadTagException changed) {
      throw new DamagedException("event " + number + " of history " + entityId, changed);
    }
  }

  private static byte @Nullable [] contents(HistoryEvent event) {
    return switch (event) {
      case Accepted accepted -> accepted.seal() == null ? accepted.body().toByteArray() : null;
      case Handled handled -> handled.seal() == null ? bodies(handled.outputs()) : null;
      case AttemptFailed failed -> failed.seal() == null ? detail(failed.reason()) : null;
      case Parked parked -> parked.seal() == null ? detail(parked.reason()) : null;
      case LeftAmbiguous left -> left.seal() == null ? detail(left.reason()) : null;
      case Resubmitted again ->
          again.seal() == null && again.body() != null ? again.body().toByteArray() : null;
      case HistoryEvent.DeliveryStarted started -> null;
      case HistoryEvent.Delivered delivered -> null;
      case HistoryEvent.Expired expired -> null;
      case HistoryEvent.Discarded discarded -> null;
      case HistoryEvent.Erased erased -> null;
      case HistoryEvent.Replayed replayed -> null;
      case HistoryEvent.DeadLetterDiscarded gone -> null;
      case HistoryEvent.Answered answered ->
          answered.seal() == null ? answered.answer().body().toByteArray() : null;
      case HistoryEvent.NotAnswered not -> null;
      case HistoryEvent.OfLink link -> null;
    };
  }

  /** The event with this seal, and these contents in their places; nothing if there are none. */
  private static HistoryEvent with(
      HistoryEvent event, @Nullable Seal seal, byte @Nullable [] contents) {
    return switch (event) {
      case Accepted a ->
          new Accepted(
              a.message(),
              a.at(),
              a.header(),
              a.schemaName(),
              a.schemaNamespace(),
              contents == null ? EMPTY : Payload.wrap(contents),
              a.sender(),
              a.controlId(),
              a.fingerprint(),
              a.targets(),
              seal,
              a.answering());
      case Handled h ->
          new Handled(
              h.leg(),
              h.item(),
              h.at(),
              outputs(h.outputs(), contents),
              h.reason(),
              seal,
              h.answering());
      case AttemptFailed f ->
          new AttemptFailed(
              f.leg(),
              f.item(),
              f.at(),
              f.attempt(),
              reason(f.reason(), contents),
              f.mayHaveArrived(),
              f.nextAttempt(),
              seal);
      case Parked p ->
          new Parked(p.leg(), p.item(), p.at(), p.attempt(), reason(p.reason(), contents), seal);
      case LeftAmbiguous l ->
          new LeftAmbiguous(
              l.leg(), l.item(), l.at(), l.attempt(), reason(l.reason(), contents), seal);
      case HistoryEvent.DeliveryStarted started -> started;
      case HistoryEvent.Delivered delivered -> delivered;
      case HistoryEvent.Expired expired -> expired;
      case HistoryEvent.Discarded discarded -> discarded;
      case HistoryEvent.Erased erased -> erased;
      case HistoryEvent.Replayed replayed -> replayed;
      case HistoryEvent.DeadLetterDiscarded gone -> gone;
      case Resubmitted r ->
          new Resubmitted(
              r.message(),
              r.at(),
              r.header(),
              r.schemaName(),
              r.schemaNamespace(),
              r.targets(),
              r.origin(),
              r.parked(),
              r.body() == null ? null : contents == null ? EMPTY : Payload.wrap(contents),
              r.who(),
              r.why(),
              seal);
      case HistoryEvent.Answered a ->
          new HistoryEvent.Answered(
              a.leg(),
              a.item(),
              a.at(),
              new Answer(
                  contents == null ? EMPTY : Payload.wrap(contents),
                  a.answer().contentType(),
                  a.answer().status()),
              seal);
      case HistoryEvent.NotAnswered not -> not;
      case HistoryEvent.OfLink link -> link;
    };
  }

  /** What a seal belongs to: history, kind of event, message or leg, and attempt. */
  private static byte[] place(String entityId, HistoryEvent event) {
    String within =
        switch (event) {
          case Accepted accepted -> "accepted " + accepted.message();
          case Handled handled -> "handled " + handled.leg();
          case AttemptFailed failed -> "failed " + failed.leg() + " " + failed.attempt();
          case Parked parked -> "parked " + parked.leg();
          case LeftAmbiguous left -> "ambiguous " + left.leg();
          case HistoryEvent.DeliveryStarted started -> throw hasNoContents();
          case HistoryEvent.Delivered delivered -> throw hasNoContents();
          case HistoryEvent.Expired expired -> throw hasNoContents();
          case HistoryEvent.Discarded discarded -> throw hasNoContents();
          case HistoryEvent.Erased erased -> throw hasNoContents();
          case HistoryEvent.Replayed replayed -> throw hasNoContents();
          case HistoryEvent.DeadLetterDiscarded gone -> throw hasNoContents();
          case Resubmitted again -> "resubmitted " + again.message();
          case HistoryEvent.Answered answered -> "answered " + answered.leg();
          case HistoryEvent.NotAnswered not -> throw hasNoContents();
          case HistoryEvent.OfLink link -> throw hasNoContents();
        };
    return (entityId + " " + within).getBytes(UTF_8);
  }

  private static IllegalArgumentException hasNoContents() {
    return new IllegalArgumentException("an event without contents is never sealed");
  }

  private static byte @Nullable [] detail(Reason reason) {
    return reason.detail().isEmpty() ? null : reason.detail().getBytes(UTF_8);
  }

  private static Reason reason(Reason reason, byte @Nullable [] detail) {
    return new Reason(
        reason.code(), reason.text(), detail == null ? "" : new String(detail, UTF_8));
  }

  /** The new bodies one after the other, each with its length before it; null if there are none. */
  private static byte @Nullable [] bodies(List<Output> outputs) {
    int size = 0;
    boolean any = false;
    for (Output output : outputs) {
      Payload body = output.body();
      if (body != null) {
        any = true;
        size += Integer.BYTES + body.size();
      }
    }
    if (!any) {
      return null;
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    for (Output output : outputs) {
      Payload body = output.body();
      if (body != null) {
        all.putInt(body.size()).put(body.asByteBuffer());
      }
    }
    return all.array();
  }

  private static List<Output> outputs(List<Output> outputs, byte @Nullable [] bodies) {
    ByteBuffer in = bodies == null ? null : ByteBuffer.wrap(bodies);
    List<Output> result = new ArrayList<>(outputs.size());
    for (Output output : outputs) {
      Payload body = output.body();
      if (body != null) {
        body = EMPTY;
        if (in != null) {
          byte[] bytes = new byte[in.getInt()];
          in.get(bytes);
          body = Payload.wrap(bytes);
        }
      }
      result.add(new Output(output.target(), body));
    }
    return result;
  }
}
