package io.hie.chaostests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import org.junit.jupiter.api.Test;

class KillPlanTest {
  @Test
  void shouldBeTheSameForTheSameSeed() {
    assertThat(KillPlan.of(7, 5, 100_000)).isEqualTo(KillPlan.of(7, 5, 100_000));
    assertThat(KillPlan.of(7, 5, 100_000)).isNotEqualTo(KillPlan.of(8, 5, 100_000));
  }

  @Test
  void shouldFallInOrderIntoTheMiddleOfTheLoad() {
    for (long seed = 0; seed < 100; seed++) {
      assertThat(KillPlan.of(seed, 5, 1000).moments())
          .as("seed %d", seed)
          .hasSize(5)
          .isSortedAccordingTo(Comparator.comparingLong(KillPlan.Moment::acknowledged))
          .allSatisfy(m -> assertThat(m.acknowledged()).isBetween(50L, 900L))
          .allSatisfy(m -> assertThat(m.thenMillis()).isBetween(0L, 249L));
    }
  }
}
