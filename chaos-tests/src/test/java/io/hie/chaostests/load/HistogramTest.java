package io.hie.chaostests.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void shouldTellPercentilesWithinThreePercent() {
    Histogram histogram = new Histogram();
    for (int micros = 1; micros <= 100_000; micros++) {
      histogram.addNanos(micros * 1000L);
    }

    Percentage three = Percentage.withPercentage(3.2);
    assertThat(histogram.micros(0.5)).isCloseTo(50_000, three);
    assertThat(histogram.micros(0.9)).isCloseTo(90_000, three);
    assertThat(histogram.micros(0.99)).isCloseTo(99_000, three);
    assertThat(histogram.micros(0.999)).isCloseTo(99_900, three);
    assertThat(histogram.maxMicros()).isEqualTo(100_000);
    assertThat(histogram.count()).isEqualTo(100_000);
  }

  @Test
  void shouldBeExactForTheShortestAndHoldTheLongest() {
    Histogram histogram = new Histogram();
    histogram.addNanos(7_000);
    assertThat(histogram.micros(0.5)).isEqualTo(7);

    histogram.addNanos(Long.MAX_VALUE);
    assertThat(histogram.maxMicros()).isEqualTo(Long.MAX_VALUE / 1000);
    assertThat(histogram.micros(1)).isPositive();
  }

  @Test
  void shouldTellNothingOfNothing() {
    assertThat(new Histogram().micros(0.99)).isZero();
  }

  @Test
  void shouldKnowTheMeanExactly() {
    Histogram histogram = new Histogram();
    assertThat(histogram.meanMicros()).isZero();

    histogram.addNanos(1_000_000);
    histogram.addNanos(3_000_000);

    assertThat(histogram.meanMicros()).isEqualTo(2_000);
  }
}
