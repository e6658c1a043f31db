package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenMessagesTest {
  private static final String HISTORY = "ward/adt/00ff";

  private final OpenMessages open = new OpenMessages();
  private final AtomicInteger opened = new AtomicInteger();

  /** How many are allowed, and at how many the door opens again. */
  @ParameterizedTest
  @CsvSource({"100, 90", "10, 9", "5, 4", "2, 1", "1, 0", "1000, 900"})
  void shouldCloseAtTheMostAndOpenWhenATenthIsDone(int most, int reopensAt) {
    // given
    open.add(HISTORY, most - 1);
    assertThat(isOpen(most)).isTrue();

    // when
    open.add(HISTORY, 1);

    // then
    assertThat(isOpen(most)).isFalse();
    open.add(HISTORY, reopensAt + 1 - most);
    assertThat(opened).hasValue(0);
    assertThat(isOpen(most)).as("not yet, though there is room").isFalse();
    open.add(HISTORY, -1);
    assertThat(opened).as("both who asked").hasValue(2);
    assertThat(isOpen(most)).isTrue();
    open.add(HISTORY, -1 - reopensAt + 1);
    assertThat(opened).as("once each").hasValue(2);
  }

  @Test
  void shouldBeClosedWhileAnotherNodeHasTooMany() {
    // given
    assertThat(isOpen(10)).isTrue();

    // when
    open.fullElsewhere(Set.of("ward/adt"));

    // then
    assertThat(isOpen(10)).isFalse();
    assertThat(open.isFull("ward", "adt", 10)).as("this node has room").isFalse();
    assertThat(open.isOpen("ward", "lab", 10, opened::incrementAndGet)).isTrue();
    open.fullElsewhere(Set.of("ward/lab"));
    assertThat(opened).as("who asked is told, once").hasValue(1);
    assertThat(isOpen(10)).isTrue();
  }

  @Test
  void shouldStayClosedWhenAnotherNodeHasRoomAgainAndThisOneHasNot() {
    // given
    open.fullElsewhere(Set.of("ward/adt"));
    open.add(HISTORY, 10);
    assertThat(isOpen(10)).isFalse();
    assertThat(open.isFull("ward", "adt", 10)).isTrue();

    // when
    open.fullElsewhere(Set.of());

    // then
    assertThat(opened).hasValue(0);
    open.add(HISTORY, -1);
    assertThat(opened).hasValue(1);
  }

  @Test
  void shouldCountProductionsApart() {
    // given
    open.add(HISTORY, 10);
    open.add("ward/lab/00ff", 1);
    open.add("other/adt/00ff", 2);

    // then
    assertThat(isOpen(10)).isFalse();
    assertThat(open.isOpen("ward", "lab", 10, opened::incrementAndGet)).isTrue();
    assertThat(open.open("ward", "adt")).isEqualTo(10);
    assertThat(open.open("ward", "lab")).isEqualTo(1);
    assertThat(open.open("other", "adt")).isEqualTo(2);
    assertThat(open.open("other", "lab")).isZero();
  }

  @Test
  void shouldRunEveryWaiterOnceUnderManyThreads() throws InterruptedException {
    // given
    int threads = 4;
    int rounds = 20_000;
    AtomicInteger turnedAway = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(threads);
    List<Thread> all = new ArrayList<>();

    // when
    for (int i = 0; i < threads; i++) {
      all.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int round = 0; round < rounds; round++) {
                      open.add(HISTORY, 1);
                      if (!isOpen(2)) {
                        turnedAway.incrementAndGet();
                      }
                      open.add(HISTORY, -1);
                    }
                    done.countDown();
                  }));
    }
    for (Thread each : all) {
      each.join();
    }

    // then
    assertThat(open.open("ward", "adt")).isZero();
    assertThat(opened).hasValue(turnedAway.get());
  }

  private boolean isOpen(int most) {
    return open.isOpen("ward", "adt", most, opened::incrementAndGet);
  }
}
