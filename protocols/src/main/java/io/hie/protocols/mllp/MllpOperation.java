package io.hie.protocols.mllp;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.Operation;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.NotHl7Exception;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Delivers HL7 v2 over MLLP, byte for byte, over connections that are kept open. A message is
 * delivered when the receiver's answer says so and names it (MSA-2 is its MSH-10).
 *
 * <p>Its methods may be called from any thread. A crash leaves messages in flight whose fate the
 * receiver alone knows; they are the engine's to send again.
 */
public final class MllpOperation implements Operation {
  /** How long {@link #stop()} waits for the answers to messages in flight. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final MllpOperationSettings settings;
  private final ItemContext context;
  private final Target.Resolver resolver;
  private final Supplier<Backoff> backoffs;
  private final Tally<Event> tally;
  private volatile @Nullable LinkPool pool;
  private volatile boolean stopped;

  /** What is counted. */
  public enum Event {
    CONNECTED,
    CONNECT_FAILED,
    CONNECTION_LOST,
    DELIVERED,
    NOT_SENT,
    RETRY,
    REFUSED,
    AMBIGUOUS,
    /** AckTimeout is over. */
    ANSWER_LATE,
    /** A second one for the message before, such as AA after CA. */
    ANSWER_REPEATED,
    /** For another message than the one in hand. */
    ANSWER_UNMATCHED,
    ANSWER_UNREADABLE,
    BYTES_SKIPPED
  }

  MllpOperation(MllpOperationSettings settings, ItemContext context) {
    this(settings, context, InetAddress::getAllByName, waits(settings));
  }

  MllpOperation(
      MllpOperationSettings settings,
      ItemContext context,
      Target.Resolver resolver,
      Supplier<Backoff> backoffs) {
    this.settings = settings;
    this.context = context;
    this.resolver = resolver;
    this.backoffs = backoffs;
    this.tally = new Tally<>(Event.class, context.log(), System::nanoTime);
  }

  /** The waits of each connection. */
  static Supplier<Backoff> waits(MllpOperationSettings settings) {
    Random random = new Random();
    return () -> new Backoff(Backoff.FIRST, settings.maxReconnectDelay(), random);
  }

  /**
   * Begins to connect, and does not wait for it: a receiver that is down keeps nobody from
   * starting. Fails with {@link MisconfiguredException} if the TLS files are wrong.
   */
  @Override
  public CompletionStage<Void> start() {
    return CompletableFuture.runAsync(
        () -> {
          Target target;
          try {
            target = new Target(settings, MllpTls.of(settings), resolver, tally);
          } catch (MisconfiguredException wrong) {
            context.status().outside(Outside.MISCONFIGURED, String.valueOf(wrong.getMessage()));
            throw wrong;
          }
          PoolStatus status = new PoolStatus(target.name(), context.status(), context.log());
          LinkPool made = new LinkPool(target, status, MllpLoops.shared(), backoffs);
          pool = made;
          if (!stopped) {
            made.open();
          }
        },
        MllpLoops.aside());
  }

  /**
   * Sends the message and waits for its answer: at most ConnectTimeout for a connection (AckTimeout
   * longer while all of them are busy), and AckTimeout for the answer.
   */
  @Override
  public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
    LinkPool links = pool;
    if (links == null) {
      return ended(
          new DeliveryResult.NotSent(new Reason("not-started", "the item is not started")));
    }
    Payload body = delivery.envelope().body().rawPayload();
    Hl7Message message;
    try {
      message = Hl7Message.read(body);
    } catch (NotHl7Exception notHl7) {
      return ended(
          new Refused(
              new Reason(
                  "not-hl7", "not sent, for it is no HL7 v2 message: " + notHl7.getMessage())));
    }
    if (!Mllp.canFrame(body)) {
      return ended(
          new Refused(
              new Reason(
                  "unframeable",
                  "not sent, for it holds the bytes of an MLLP block (0x1C 0x0D, or 0x0B before a"
                      + " header segment), and the receiver would cut it there")));
    }
    Exchange exchange = new Exchange(message, delivery.answerWanted());
    links.send(exchange);
    return exchange.result().whenComplete((result, never) -> count(result));
  }

  private CompletionStage<DeliveryResult> ended(DeliveryResult result) {
    count(result);
    return CompletableFuture.completedFuture(result);
  }

  private void count(DeliveryResult result) {
    tally.count(
        switch (result) {
          case DeliveryResult.Delivered delivered -> Event.DELIVERED;
          case DeliveryResult.NotSent notSent -> Event.NOT_SENT;
          case DeliveryResult.Retry retry -> Event.RETRY;
          case DeliveryResult.Refused refused -> Event.REFUSED;
          case DeliveryResult.Ambiguous ambiguous -> Event.AMBIGUOUS;
        });
  }

  /** How often what happened since it was made, by {@link Event} in lower case. */
  public Map<String, Long> counts() {
    return tally.snapshot();
  }

  /**
   * Takes no more messages, waits up to {@link #STOP_PATIENCE} for the answers to those in flight,
   * and closes; what is unanswered then is ambiguous.
   */
  @Override
  public CompletionStage<Void> stop() {
    stopped = true;
    LinkPool links = pool;
    if (links == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> closed = links.close();
    return closed
        .copy()
        .orTimeout(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            slow -> {
              links.abandon();
              return closed.copy().orTimeout(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            })
        .exceptionally(stuck -> null);
  }
}
