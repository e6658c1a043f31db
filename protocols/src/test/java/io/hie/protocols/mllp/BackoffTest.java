package io.hie.protocols.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final long seed = System.nanoTime();

  @Test
  void shouldDoubleFromAFifthOfASecondToTheMostAndScatterOverTheUpperHalf() {
    Backoff backoff = new Backoff(Backoff.FIRST, Duration.ofSeconds(30), new Random(seed));
    double whole = 0.2;
    for (int i = 0; i < 12; i++) {
      assertThat(seconds(backoff)).as("seed %d, wait %d", seed, i).isBetween(whole / 2, whole);
      whole = Math.min(30, 2 * whole);
    }
  }

  @Test
  void shouldBeginAnewWhenItWorksAgain() {
    Backoff backoff = new Backoff(Backoff.FIRST, Duration.ofSeconds(30), new Random(seed));
    for (int i = 0; i < 12; i++) {
      backoff.nextNanos();
    }
    backoff.reset();
    assertThat(seconds(backoff)).isBetween(0.1, 0.2);
  }

  @Test
  void shouldNeverWaitLongerThanTheMost() {
    Backoff backoff = new Backoff(Backoff.FIRST, Duration.ofMillis(50), new Random(seed));
    assertThat(seconds(backoff)).isBetween(0.025, 0.05);
    assertThat(seconds(backoff)).isBetween(0.025, 0.05);
  }

  private static double seconds(Backoff backoff) {
    return backoff.nextNanos() / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
