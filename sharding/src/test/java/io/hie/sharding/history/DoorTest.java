package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.key.NhsNumber;
import io.hie.actormodel.runtime.Productions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
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

  @Test
  void shouldOnlyBeTakenWhenNothingOfTheHistoryIsOnItsWayAlready() {
    try (Engine engine = Engine.start()) {
      // given: the first went by region, since no door was known
      Flow flow =
          engine.flow("adt").service("In", "Out").operation("Out", "", new Receiver()).deploy();
      List<HistoryCommand> byRegion = new ArrayList<>();
      TestProbe<Door.Through> door = engine.testKit.createTestProbe();
      AtomicReference<ActorRef<Door.Through>> known = new AtomicReference<>();
      Acceptances acceptances = new Acceptances();
      engine.testKit.spawn(acceptances.behavior());
      ShardedIntake intake =
          new ShardedIntake(
              Flow.WORKSPACE,
              flow.project(),
              "In",
              Productions.get(engine.system()),
              new OpenMessages(),
              Engine.ids(),
              new Awake(),
              history -> known.get(),
              (history, command) -> byRegion.add(command),
              acceptances);
      intake.submit(submission("1"), stored -> {});
      known.set(door.ref());

      // when
      intake.submit(submission("2"), stored -> {});

      // then
      door.expectNoMessage();
      assertThat(byRegion).hasSize(2);
      byRegion.forEach(each -> stored((HistoryCommand.Accept) each));
      intake.submit(submission("3"), stored -> {});
      HistoryCommand.Accept third = door.receiveMessage().accept();
      intake.submit(submission("4"), stored -> {});
      assertThat(byRegion).hasSize(3);
      stored(third);
    }
  }

  private static Intake.Submission submission(String controlId) {
    return new Intake.Submission(
        envelope(),
        new MessageKeys(Patients.number(0), null, "", "ADT^A01", ""),
        "PAS|SEASIDE",
        controlId);
  }

  private static void stored(HistoryCommand.Accept accept) {
    accept
        .replyTo()
        .tell(new HistoryCommand.AcceptReply(accept.token(), new Acceptance.Stored("m")));
  }

  private static MessageEnvelope envelope() {
    return MessageEnvelope.hl7(
        Payload.of("MSH|", StandardCharsets.UTF_8), "ADT_A01", "2.4", "UTF-8", "In", Instant.now());
  }

  private static HistoryCommand.Accept accept(Engine engine) {
    return new HistoryCommand.Accept(
        envelope(),
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
