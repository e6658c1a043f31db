package io.hie.itemtestkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.BehaviorOperation;
import io.hie.actormodel.item.BehaviorProcess;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.Targets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;

/** Items that are a typed behaviour of their author's. */
final class BehaviorItemsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void shouldKeepStateInTheActorOfAProcess() {
    try (ItemTestKit pairs = ItemTestKit.of(Pairs.class).set("PoolSize", 4).start()) {
      List<Sent> both =
          List.of(pairs.send("one"), pairs.send("other", TestMessages.of("two", START)));
      List<Handling> decided =
          both.stream().map(sent -> ((Outcome.Handled) sent.outcome()).handling()).toList();
      assertThat(decided)
          .filteredOn(handling -> handling.outputs().isEmpty())
          .containsExactly(Handling.filtered("waits for its second"));
      assertThat(decided)
          .filteredOn(handling -> !handling.outputs().isEmpty())
          .singleElement()
          .satisfies(
              handling -> assertThat(handling.outputs().getFirst().payload().size()).isEqualTo(7));
    }
  }

  @Test
  void shouldFailWhatIsInHandWhenTheActorEndsAndGoOnWithANewOne() {
    try (ItemTestKit pairs = ItemTestKit.of(Pairs.class).set("PoolSize", 4).start()) {
      int before = Pairs.FIRSTS.get();
      Sent waiting = pairs.send("one");
      Await.until(() -> Pairs.FIRSTS.get() == before + 1, () -> "the first does not come");
      pairs.send("key 2", TestMessages.of("throw", START)).expectRetry("item-error");
      waiting.expectRetry("item-error");
      pairs.send("key 3", TestMessages.of("refuse", START)).expectRetry("item-error");
      pairs.resend(waiting).expectNothingYet();
      Await.until(() -> Pairs.FIRSTS.get() == before + 2, () -> "the first does not come again");
      assertThat(pairs.send("key 4", TestMessages.of("b", START)).expectOutput("Out"))
          .isEqualTo("one+b");
    }
  }

  @Test
  void shouldDeliverThroughTheActorOfAnOperation() {
    try (ItemTestKit teller = ItemTestKit.of(Teller.class).start()) {
      teller.send("a").expectDelivered("number 1");
      teller.send("b").expectDelivered("number 2");
      teller.send("stop").expectAmbiguous("item-error");
      teller.restart();
      teller.send("c").expectDelivered("number 1");
    }
  }

  /** Joins two messages into one. */
  public static final class Pairs extends BehaviorProcess<Pairs.Ask> {
    static final AtomicInteger FIRSTS = new AtomicInteger();
    private final Targets targets;

    /** What its actor is told. */
    record Ask(MessageEnvelope message, ActorRef<StatusReply<Handling>> replyTo) {}

    public Pairs(ItemContext context, Targets targets) {
      super(context);
      this.targets = targets;
    }

    @Override
    protected Ask question(MessageEnvelope message, ActorRef<StatusReply<Handling>> replyTo) {
      return new Ask(message, replyTo);
    }

    @Override
    protected Behavior<Ask> behavior() {
      return Behaviors.receiveMessage(
          first ->
              switch (first.message.text()) {
                case "throw" -> throw new IllegalStateException("on demand");
                case "refuse" -> {
                  first.replyTo.tell(StatusReply.error("on demand"));
                  yield Behaviors.same();
                }
                default -> second(first);
              });
    }

    private Behavior<Ask> second(Ask first) {
      FIRSTS.incrementAndGet();
      return Behaviors.receiveMessage(
          second -> {
            if (second.message.text().equals("throw")) {
              throw new IllegalStateException("on demand");
            }
            String both = first.message.text() + "+" + second.message.text();
            first.replyTo.tell(StatusReply.success(Handling.filtered("waits for its second")));
            second.replyTo.tell(StatusReply.success(targets.pass(second.message.encode(both))));
            return behavior();
          });
    }
  }

  /** Counts. */
  public static final class Teller extends BehaviorOperation<Teller.Count> {
    /** What its actor is told. */
    record Count(String text, ActorRef<StatusReply<DeliveryResult>> replyTo) {}

    public Teller(ItemContext context) {
      super(context, Duration.ofSeconds(30));
    }

    @Override
    protected Count question(Delivery delivery, ActorRef<StatusReply<DeliveryResult>> replyTo) {
      return new Count(delivery.envelope().text(), replyTo);
    }

    @Override
    protected Behavior<Count> behavior() {
      return counting(1);
    }

    private static Behavior<Count> counting(int number) {
      return Behaviors.receiveMessage(
          count -> {
            if (count.text.equals("stop")) {
              return Behaviors.stopped();
            }
            count.replyTo.tell(
                StatusReply.success(new DeliveryResult.Delivered("number " + number)));
            return counting(number + 1);
          });
    }
  }
}
