package io.hie.actormodel.runtime;

import static io.hie.actormodel.runtime.Samples.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Ambiguous;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.DeliveryResult.Retry;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.actormodel.runtime.RecordedOutcomes.Expired;
import io.hie.actormodel.runtime.RecordedOutcomes.Handled;
import io.hie.actormodel.runtime.RecordedOutcomes.Tried;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an item's actor works on messages. */
class ItemActorTest extends ItemActorFixture {
  @Test
  void shouldReportHowDeliveriesEnded() {
    // given
    List<DeliveryResult> results =
        List.of(OK, new Retry(NO_LINK), new Refused(NO_LINK), new Ambiguous(NO_LINK));
    AtomicInteger next = new AtomicInteger();
    Running out = operation("", done(delivery -> results.get(next.getAndIncrement())));

    // when
    offer(out, "a", "b", "c", "d");

    // then
    awaitReports(
        new Tried("a", results.get(0)),
        new Tried("b", results.get(1)),
        new Tried("c", results.get(2)),
        new Tried("d", results.get(3)));
    assertThat(out.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void shouldKeepWhatCannotBeSentAndGoOnInOrder() {
    // given: an outside that is away for the first three knocks
    AtomicInteger knocks = new AtomicInteger();
    List<String> arrived = new CopyOnWriteArrayList<>();
    Running out =
        operation(
            "",
            done(
                delivery -> {
                  if (knocks.getAndIncrement() < 3) {
                    return new NotSent(NO_LINK);
                  }
                  arrived.add(delivery.id());
                  return OK;
                }));

    // when
    offer(out, "a", "b", "c");

    // then
    await().untilAsserted(() -> assertThat(out.phase()).isEqualTo(Phase.CONNECTING));
    assertThat(out.status().detail()).contains("connect-refused");
    awaitReports(new Tried("a", OK), new Tried("b", OK), new Tried("c", OK));
    assertThat(arrived).containsExactly("a", "b", "c");
    await().untilAsserted(() -> assertThat(out.phase()).isEqualTo(Phase.RUNNING));
    assertThat(out.status().inHand()).isZero();
  }

  @Test
  void shouldTakeNothingMoreFromItsQueueWhileItCannotSend() {
    // given
    AtomicBoolean away = new AtomicBoolean(true);
    List<String> knocked = new CopyOnWriteArrayList<>();
    Running out =
        operation(
            "",
            done(
                delivery -> {
                  knocked.add(delivery.id());
                  return away.get() ? new NotSent(NO_LINK) : OK;
                }));

    // when
    offer(out, "a", "b");
    await().until(() -> knocked.size() >= 3);

    // then
    assertThat(knocked).containsOnly("a");
    assertThat(out.status().queued()).isEqualTo(1);
    away.set(false);
    awaitReports(new Tried("a", OK), new Tried("b", OK));
  }

  @Test
  void shouldExpireWhatItCouldNotSendInTime() {
    // given
    Running out = operation("", done(delivery -> OK));

    // when
    await().until(() -> out.offer(Samples.expired("late")) == Items.Offer.TAKEN);
    offer(out, "b");

    // then
    awaitReports(new Expired("late"), new Tried("b", OK));
  }

  @ParameterizedTest
  @ValueSource(strings = {"exception", "stack overflow", "checked", "nothing"})
  void shouldTakeWhatAProcessThrowsForItsMessagesFault(String fault) {
    // given
    Process process =
        message -> {
          if (message.body().rawPayload().size() == 1) {
            return Handling.to("Next");
          }
          return switch (fault) {
            case "exception" -> throw new IllegalStateException("quotes 9990000018");
            case "stack overflow" -> sneak(new StackOverflowError());
            case "checked" -> sneak(new java.io.IOException("quotes 9990000018"));
            default -> nothing();
          };
        };
    Running out = process("\"TargetConfigNames\": [\"Next\"]", process);

    // when
    offer(out, "poison", "b");

    // then
    await().untilAsserted(() -> assertThat(outcomes.ends()).hasSize(2));
    assertThat(outcomes.of(Tried.class))
        .singleElement()
        .satisfies(
            tried -> {
              assertThat(tried.id()).isEqualTo("poison");
              assertThat(tried.result())
                  .isInstanceOfSatisfying(
                      Retry.class,
                      retry -> {
                        assertThat(retry.reason().code()).isEqualTo("item-error");
                        assertThat(retry.reason().text() + retry.reason().detail())
                            .doesNotContain("9990000018");
                      });
            });
    assertThat(outcomes.of(Handled.class)).containsExactly(new Handled("b", Handling.to("Next")));
    assertThat(out.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void shouldParkWhatAProcessSendsToAnItemThatIsNotAmongItsTargets() {
    // given
    Running out =
        process("\"TargetConfigNames\": [\"Next\"]", message -> Handling.to("Next", "Smith"));

    // when
    offer(out, "a");

    // then
    await().untilAsserted(() -> assertThat(outcomes.ends()).hasSize(1));
    assertThat(outcomes.of(Tried.class).getFirst().result())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason().code()).isEqualTo("unknown-target");
              assertThat(refused.reason().toString()).doesNotContain("Smith");
            });
    assertThat(out.status().inHand()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "no stage"})
  void shouldTakeAnOperationThatDoesNotBeginForARetry(String fault) {
    Running out =
        operation(
            "",
            delivery -> {
              if (delivery.id().equals("poison")) {
                return fault.equals("throws") ? sneak(new StackOverflowError()) : nothing();
              }
              return CompletableFuture.completedFuture(OK);
            });
    offer(out, "poison", "b");
    await().untilAsserted(() -> assertThat(outcomes.ends()).hasSize(2));
    assertThat(outcomes.of(Tried.class).getFirst().result()).isInstanceOf(Retry.class);
    assertThat(outcomes.of(Tried.class).getLast()).isEqualTo(new Tried("b", OK));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fails", "no result"})
  void shouldTakeADeliveryThatNobodyCanTellTheEndOfForAmbiguous(String fault) {
    Running out =
        operation(
            "",
            delivery ->
                delivery.id().equals("poison")
                    ? fault.equals("fails")
                        ? CompletableFuture.failedFuture(new IllegalStateException("9990000018"))
                        : CompletableFuture.completedFuture(nothing())
                    : CompletableFuture.completedFuture(OK));
    offer(out, "poison", "b");
    await().untilAsserted(() -> assertThat(outcomes.ends()).hasSize(2));
    assertThat(outcomes.of(Tried.class).getFirst().result())
        .isInstanceOfSatisfying(
            Ambiguous.class,
            ambiguous -> assertThat(ambiguous.reason().toString()).doesNotContain("9990000018"));
    assertThat(outcomes.of(Tried.class).getLast()).isEqualTo(new Tried("b", OK));
    assertThat(out.phase()).isEqualTo(Phase.RUNNING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"async", "thread_pool"})
  void shouldWorkOnNoMoreThanItsPoolAtOnceAndUseIt(String mode) throws InterruptedException {
    // given
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);
    Process process =
        message -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          three.countDown();
          awaitQuietly(three);
          now.decrementAndGet();
          return Handling.filtered("");
        };
    Running out =
        process(
            "\"TargetConfigNames\": [\"Next\"], \"PoolSize\": 3, \"ExecutionMode\": \""
                + mode
                + "\"",
            process);

    // when
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      names.add("m" + i);
    }
    offer(out, names.toArray(String[]::new));

    // then
    assertThat(three.await(10, TimeUnit.SECONDS)).as("three at once").isTrue();
    await().untilAsserted(() -> assertThat(outcomes.of(Handled.class)).hasSize(50));
    assertThat(most).hasValue(3);
    assertThat(out.status().done()).isEqualTo(50);
  }

  @Test
  void shouldKeepTheWorkerOfAMessageWhoseProcessAsksSomebodyElse() {
    // given
    Asking asking = new Asking();
    Running out = process("\"TargetConfigNames\": [\"Next\"]", asking);

    // when
    offer(out, "a", "b");
    await().until(() -> asking.asked.size() == 1);
    assertThat(out.status().inHand()).isEqualTo(1);
    assertThat(out.status().queued()).isEqualTo(1);
    asking.asked.getFirst().complete(Handling.to("Next"));

    // then
    await().until(() -> asking.asked.size() == 2);
    asking.asked.getLast().completeExceptionally(new IllegalStateException("9990000018"));
    await().untilAsserted(() -> assertThat(outcomes.ends()).hasSize(2));
    assertThat(outcomes.ends().getFirst()).isEqualTo(new Handled("a", Handling.to("Next")));
    assertThat(outcomes.of(Tried.class).getFirst().result())
        .isInstanceOfSatisfying(
            Retry.class,
            retry ->
                assertThat(retry.reason().toString())
                    .contains("item-error", "IllegalStateException")
                    .doesNotContain("9990000018"));
  }

  @Test
  void shouldNotWaitLongerForADecisionThanMessageTimeoutAndIgnoreWhatComesLater() {
    // given
    Asking asking = new Asking();
    Running out = process("\"TargetConfigNames\": [\"Next\"], \"MessageTimeout\": 0.1", asking);

    // when
    offer(out, "a", "b");
    await().until(() -> asking.asked.size() == 2);
    asking.asked.getFirst().complete(Handling.to("Next"));

    // then
    await().untilAsserted(() -> assertThat(outcomes.ends()).hasSize(2));
    assertThat(outcomes.of(Handled.class)).isEmpty();
    assertThat(outcomes.of(Tried.class))
        .extracting(tried -> ((Retry) tried.result()).reason().code())
        .containsOnly("process-timeout");
    assertThat(out.status().inHand()).isZero();
  }

  /** A process whose answers come when the test says. */
  private static final class Asking implements Process {
    final List<CompletableFuture<Handling>> asked = new CopyOnWriteArrayList<>();

    @Override
    public Handling handle(MessageEnvelope message) {
      throw new AssertionError("it answers later");
    }

    @Override
    public CompletionStage<Handling> handleAsync(MessageEnvelope message) {
      CompletableFuture<Handling> answer = new CompletableFuture<>();
      asked.add(answer);
      return answer;
    }
  }
}
