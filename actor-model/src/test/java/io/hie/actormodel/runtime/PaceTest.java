package io.hie.actormodel.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A rate limit in virtual time, with a timer as exact as Pekko's: late by up to two of its ticks.
 */
class PaceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long TICK = 10_000_000L;

  private final Random random = new Random(20261125);
  private long now;
  private long wakeAt = Long.MAX_VALUE;
  private Runnable wake = () -> {};

  @ParameterizedTest
  @CsvSource({
    "0.5, 1",
    "2, 1",
    "10, 1",
    "100, 1",
    "100, 200",
    "1000, 1",
    "1000, 2000",
    "25000, 1",
    "333.3, 7"
  })
  void shouldKeepWithinFivePercentOfItsRateOverAMinute(double rate, int burst) {
    // given: far more work than it may do, and its burst used up
    Pace pace = pace(rate, burst);
    run(pace, now + (long) (Math.max(4, 4 / rate) * SECOND));

    // when
    long passed = run(pace, now + 60 * SECOND);

    // then
    assertThat((double) passed).isCloseTo(rate * 60, within(Math.max(1, rate * 60 * 0.05)));
  }

  @Test
  void shouldLetItsBurstThroughAtOnceAfterAPauseAndNotMuchMore() {
    Pace pace = pace(10, 50);
    assertThat(run(pace, now + 1)).isEqualTo(50);
    now += 3600 * SECOND;
    assertThat(run(pace, now + 1)).isEqualTo(50);
  }

  @Test
  void shouldMakeUpForWhatPassedUnasked() {
    // given
    Pace pace = pace(100, 1);
    for (int i = 0; i < 100; i++) {
      pace.pass();
    }

    // then
    assertThat(pace.mayPass()).isFalse();
    now += SECOND / 2;
    assertThat(pace.mayPass()).isFalse();
    now += SECOND;
    assertThat(pace.mayPass()).isTrue();
  }

  @Test
  void shouldArmOneTimerForAnyNumberOfLooks() {
    // given
    int[] timers = {0};
    Pace pace = new Pace(1, 1, () -> now, (delay, then) -> timers[0]++);
    pace.pass();

    // when
    for (int i = 0; i < 100; i++) {
      assertThat(pace.mayPass()).isFalse();
    }

    // then
    assertThat(timers[0]).isEqualTo(1);
  }

  private Pace pace(double rate, int burst) {
    Pace pace = new Pace(rate, burst, () -> now, this::arm);
    pace.onReady(() -> {});
    return pace;
  }

  private void arm(Duration delay, Runnable then) {
    wakeAt = now + delay.toNanos() + TICK + random.nextLong(TICK);
    wake = then;
  }

  /** Does as much as it may until {@code end}; how many messages that were. */
  private long run(Pace pace, long end) {
    long passed = 0;
    while (now < end) {
      if (pace.mayPass()) {
        pace.pass();
        passed++;
        continue;
      }
      if (wakeAt >= end) {
        now = end;
      } else {
        now = wakeAt;
        wake.run();
      }
    }
    return passed;
  }
}
