package io.hie.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StatusBoardTest {
  private static final long MILLI = 1_000_000;

  private final AtomicLong now = new AtomicLong(-5);
  private final List<CompletableFuture<String>> looks = new ArrayList<>();
  private final StatusBoard<String> board =
      new StatusBoard<>(
          () -> {
            looks.add(new CompletableFuture<>());
            return looks.getLast();
          },
          now::get);

  private void passMillis(long millis) {
    now.addAndGet(millis * MILLI);
  }

  @Test
  void shouldLookOnceForAllWhoAskMeanwhileAndAWhileAfter() {
    var first = board.seen();
    var second = board.seen();
    looks.getFirst().complete("a");
    passMillis(49);

    assertThat(board.seen().join().what()).isEqualTo("a");
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(looks).hasSize(1);

    passMillis(1);
    assertThat(board.seen()).isNotDone();
    assertThat(looks).hasSize(2);
  }

  @Test
  void shouldLookLessOftenTheLongerItTakesAndOnceASecondAtLeast() {
    board.seen();
    passMillis(10);
    looks.getFirst().complete("a");
    passMillis(199);
    assertThat(board.seen()).isDone();
    passMillis(1);

    board.seen();
    passMillis(5_000);
    looks.getLast().complete("b");
    passMillis(999);
    assertThat(board.seen().join().what()).isEqualTo("b");
    passMillis(1);
    assertThat(board.seen()).isNotDone();
  }

  @Test
  void shouldLookAnewAfterAChangeThoughALookIsUnderWay() {
    board.seen();
    board.changed();
    var after = board.seen();
    looks.getFirst().complete("before");

    assertThat(after).isNotDone();
    looks.get(1).complete("after");
    assertThat(after.join().what()).isEqualTo("after");
    board.changed();
    assertThat(board.seen()).isNotDone();
  }

  @Test
  void shouldLookAgainAfterALookThatCouldNotBegin() {
    AtomicInteger began = new AtomicInteger();
    StatusBoard<String> unsteady =
        new StatusBoard<>(
            () -> {
              if (began.getAndIncrement() == 0) {
                throw new IllegalStateException("the system ends");
              }
              return CompletableFuture.completedFuture("a");
            },
            now::get);

    assertThat(unsteady.seen()).isCompletedExceptionally();
    assertThat(unsteady.seen().join().what()).isEqualTo("a");
  }

  @Test
  void shouldLookAgainAfterAFailure() {
    var failed = board.seen();
    looks.getFirst().completeExceptionally(new IllegalStateException("the log is away"));

    assertThat(failed).isCompletedExceptionally();
    var next = board.seen();
    looks.getLast().complete("a");
    assertThat(next.join().what()).isEqualTo("a");
  }

  @Test
  void shouldMakeAnAnswerOnceForEachWayOfAskingAndKeepABoundedNumber() {
    board.seen();
    looks.getFirst().complete("a");
    StatusBoard.Seen<String> seen = board.seen().join();
    AtomicInteger made = new AtomicInteger();

    for (int i = 0; i < 3; i++) {
      assertThat(seen.<String>answer("mine", () -> "for me " + made.incrementAndGet()))
          .isEqualTo("for me 1");
    }
    for (int i = 0; i < 1_000; i++) {
      int each = i;
      assertThat(seen.<Integer>answer(i, () -> each)).isEqualTo(i);
    }
    assertThat(seen.answers()).hasSizeLessThanOrEqualTo(200);
  }
}
