package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.key.NhsNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.Test;

/** The short way to a history that is on another node. */
class DoorTest {
  private static final int MESSAGES = 200;

  @Test
  void shouldTellAHistoryThatIsAwakeAndTheRegionOfAnyOther() {
    try (Engine engine = Engine.start()) {
      // given
      TestProbe<HistoryCommand> history = engine.testKit.createTestProbe();
      TestProbe<ShardingEnvelope<HistoryCommand>> region = engine.testKit.createTestProbe();
      Awake awake = new Awake();
      awake.add("w/p/a", history.ref());
      TestProbe<ActorRef<Door.Through>> made = engine.testKit.createTestProbe();
      engine.testKit.spawn(
          Behaviors.setup(
              context -> {
                made.ref().tell(Door.of(context, awake, region.ref()));
                return Behaviors.empty();
              }));
      ActorRef<Door.Through> door = made.receiveMessage();
      HistoryCommand.Accept forA = accept(engine);
      HistoryCommand.Accept forB = accept(engine);

      // when
      door.tell(new Door.Through("w/p/b", forB));
      door.tell(new Door.Through("w/p/a", forA));

      // then
      assertThat(history.receiveMessage()).isSameAs(forA);
      assertThat(region.receiveMessage()).isEqualTo(new ShardingEnvelope<>("w/p/b", forB));
    }
  }

  private static HistoryCommand.Accept accept(Engine engine) {
    return new HistoryCommand.Accept(
        MessageEnvelope.hl7(
            Payload.of("MSH|", StandardCharsets.UTF_8),
            "ADT_A01",
            "2.4",
            "UTF-8",
            "In",
            Instant.now()),
        "In",
        "PAS|SEASIDE",
        "C1",
        Payload.of("0123456789abcdef", StandardCharsets.UTF_8),
        7,
        engine.testKit.<HistoryCommand.AcceptReply>createTestProbe().ref());
  }

  @Test
  void shouldLoseAndReorderNothingThatComesWhileAHistoryOfAnotherNodeGoesToSleep() {
    // given: histories that go to sleep as soon as they may
    long seed = 20_261_129L;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Receiver out = new Receiver();
    try (TwoNodes nodes = new TwoNodes("hie.history.idle-timeout = 4ms", "", out)) {
      NhsNumber patient = nodes.on(nodes.second);

      // when: messages come at intervals around that time, without waiting for each other
      List<CompletableFuture<Acceptance>> answers = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        texts.add("text " + i);
        answers.add(nodes.flow.send(patient, "C" + i, "text " + i));
        LockSupport.parkNanos(random.nextInt(12_000_000));
      }

      // then: each is stored, not given up after the time of a lost one
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Acceptance.Stored.class));
      nodes.other.awaitNothingOpen();
      assertThat(out.texts().stream().filter(text -> text.startsWith("text"))).isEqualTo(texts);
    }
  }
}
