package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.key.NhsNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;

/** The short way to a history that is awake, and what keeps it as safe as the long one. */
class AwakeTest {
  private static final NhsNumber PATIENT = Patients.number(0);
  private static final int MESSAGES = 200;

  @Test
  void shouldLoseAndReorderNothingThatComesWhileAHistoryGoesToSleep() {
    // given: histories that go to sleep as soon as they may
    long seed = 20_261_128L;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Receiver out = new Receiver();
    try (Engine engine = Engine.start("hie.history.idle-timeout = 4ms")) {
      Flow flow = engine.flow("adt").service("In", "Out").operation("Out", "", out).start();

      // when: messages come at intervals around that time, without waiting for each other
      List<CompletableFuture<Acceptance>> answers = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      Instant begun = Instant.now();
      for (int i = 0; i < MESSAGES; i++) {
        texts.add("text " + i);
        answers.add(flow.send(PATIENT, "C" + i, "text " + i));
        LockSupport.parkNanos(random.nextInt(12_000_000));
      }

      // then: each is stored, not given up after the time of a lost one
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Acceptance.Stored.class));
      flow.awaitNothingOpen();
      assertThat(out.texts()).isEqualTo(texts);
      System.out.println(Duration.between(begun, Instant.now()));
    }
  }

  @Test
  void shouldHearWhatAnItemHasInHandBeforeItsShardGoesElsewhere() {
    CompletableFuture<DeliveryResult> answer = new CompletableFuture<>();
    Receiver out = new Receiver().answeringLater(delivery -> answer);
    try (Engine engine = Engine.start()) {
      // given: a message in hand, and one behind it
      Flow flow = engine.flow("adt").service("In", "Out").operation("Out", "", out).start();
      flow.send(PATIENT, "C1", "first").join();
      flow.send(PATIENT, "C2", "second").join();
      await().until(() -> out.texts().contains("first"));

      // when
      Histories.entity(engine.system(), flow.id(PATIENT)).tell(new HistoryCommand.Passivate());
      answer.complete(Receiver.OK);

      // then: the second is delivered by its next life, and the first by none
      await().until(() -> out.texts().contains("second"));
      assertThat(out.texts()).containsExactly("first", "second");
    }
  }

  @Test
  void shouldNotBeFoundWhileSomethingIsOnTheLongWayToIt() {
    try (Engine engine = Engine.start()) {
      // given
      TestProbe<HistoryCommand> history = engine.testKit.createTestProbe();
      Awake awake = new Awake();
      awake.add("w/p/a", history.ref());
      assertThat(awake.findUnlessOvertaking("w/p/a")).isEqualTo(history.ref());

      // when
      boolean alone = awake.began("w/p/a");

      // then
      assertThat(alone).isTrue();
      assertThat(awake.began("w/p/a")).isFalse();
      assertThat(awake.findUnlessOvertaking("w/p/a")).isNull();
      awake.ended("w/p/a");
      assertThat(awake.findUnlessOvertaking("w/p/a")).isNull();
      awake.ended("w/p/a");
      assertThat(awake.findUnlessOvertaking("w/p/a")).isEqualTo(history.ref());
    }
  }
}
