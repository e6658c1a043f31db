package io.hie.itemtestkit;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.LegId;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.actormodel.runtime.Items;
import io.hie.actormodel.runtime.ProductionActor;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * One running item, and all that is around it in the hand of a test:
 *
 * <pre>{@code
 * try (ItemTestKit gate = ItemTestKit.of(SizeGate.class).set("MaxBytes", 10).targets("Out").start()) {
 *   gate.send("0123456789").expectTargets("Out");
 *   gate.send("0123456789a").expectFiltered("larger than 10 bytes");
 * }
 * }</pre>
 *
 * <p>The item runs in its real actor with its real queue, so its {@code host_settings} work. Time
 * stands still until {@link #advance}. Retries of a message are decided by histories, which are not
 * here: a message ends with the first outcome, and {@link #resend} is what a history would do next.
 *
 * <p>Expectations wait up to five seconds for what happens on other threads, and fail with an
 * {@link AssertionError} that names what came instead. Safe from any thread.
 */
public final class ItemTestKit implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final AtomicLong MESSAGES = new AtomicLong();

  private final KitSystem system;
  private final Setup setup;
  private final ItemAddress address;
  private final TestIntake intake = new TestIntake();
  private final Results results;
  private ActorRef<ProductionActor.Command> production;

  /** What an item is given; {@link Setup#start()} then runs it. */
  public static Setup of(Class<? extends Item> item) {
    return new Setup(Setup.typeOf(item));
  }

  /** The same for an item that has a type of its own. */
  public static Setup of(ItemType type) {
    return new Setup(type);
  }

  ItemTestKit(KitSystem system, Setup setup, String project) {
    this.system = system;
    this.setup = setup;
    this.address = new ItemAddress(Setup.WORKSPACE, project, Setup.ITEM);
    this.results = new Results(delivery -> Items.get(system.typed()).offer(address, delivery));
    this.production = spawn();
    Await.until(() -> status().phase() != Phase.STARTING, () -> "the item does not start");
  }

  private ActorRef<ProductionActor.Command> spawn() {
    return system.spawn(
        ProductionActor.create(setup.plan(address.project(), intake, results, clock())));
  }

  /** Sends a text, as {@link TestMessages#of} makes a message of it. */
  public Sent send(String text) {
    return send(TestMessages.of(text, clock().instant()));
  }

  public Sent send(MessageEnvelope message) {
    return send("key", message);
  }

  /**
   * Sends a message of a key: those of one key are handled one after the other.
   *
   * @param key any word; of the test's own, not a patient's
   */
  public Sent send(String key, MessageEnvelope message) {
    return offer(
        new Delivery(
            "test-" + MESSAGES.incrementAndGet(),
            Setup.WORKSPACE + "/" + address.project() + "/" + key,
            LegId.first(MESSAGES.get(), 0),
            1,
            false,
            message.withHeader(message.header().withDestination(Setup.ITEM))));
  }

  /** What a history does after a retry or an ambiguous end: the same message once more. */
  public Sent resend(Sent sent) {
    Delivery before = sent.delivery();
    MessageEnvelope message = before.envelope();
    return offer(
        new Delivery(
            before.id(),
            before.entityId(),
            before.leg(),
            before.attempt() + 1,
            true,
            message.withHeader(message.header().withRetryCount(before.attempt()))));
  }

  private Sent offer(Delivery delivery) {
    return new Sent(delivery, results);
  }

  /** Lets time pass for the item's clock and all timers, its own and the engine's. */
  public void advance(Duration time) {
    system.advance(time);
  }

  /**
   * Lets time pass step by step until something is so: for what sets its next timer only when it is
   * done with the last.
   */
  public void advanceUntil(Duration step, BooleanSupplier condition) {
    Await.until(
        () -> {
          if (!condition.getAsBoolean()) {
            advance(step);
          }
          return condition.getAsBoolean();
        },
        () -> "it does not come about, however much time passes");
  }

  /** The item's clock, which shows 2026-01-01T00:00:00Z or later and stands still. */
  public Clock clock() {
    return system.clock();
  }

  /** What a service hands its messages to. */
  public TestIntake intake() {
    return intake;
  }

  /** How the item is. */
  public ItemStatus status() {
    return Await.result(
            AskPattern.ask(
                    production,
                    (ActorRef<ProductionActor.Status> replyTo) ->
                        new ProductionActor.GetStatus(replyTo),
                    PATIENCE,
                    system.typed().scheduler())
                .toCompletableFuture())
        .items()
        .getFirst();
  }

  /** Waits until the item is in a phase of its life, such as {@code CONNECTING}. */
  public ItemTestKit expectPhase(Phase phase) {
    Await.until(
        () -> status().phase() == phase,
        () ->
            "expected the item to be "
                + phase
                + ", it is "
                + status().phase()
                + ": "
                + status().detail());
    return this;
  }

  /**
   * Stops the item and makes it anew, as a restart of the node does: what it remembered is gone,
   * what waited comes again.
   */
  public ItemTestKit restart() {
    stop();
    production = spawn();
    Await.until(() -> status().phase() != Phase.STARTING, () -> "the item does not start again");
    return this;
  }

  private void stop() {
    tell(ProductionActor.StopServices::new);
    tell(ProductionActor.StopAll::new);
    system.stop(production);
  }

  private void tell(
      org.apache.pekko.japi.function.Function<ActorRef<Done>, ProductionActor.Command> command) {
    Await.result(
        AskPattern.ask(production, command, PATIENCE, system.typed().scheduler())
            .toCompletableFuture());
  }

  /** Stops the item. */
  @Override
  public void close() {
    results.close();
    stop();
    system.release();
  }
}
