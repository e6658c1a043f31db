package io.hie.clusternode.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a worker is taken for silent. */
class PulseTest {
  private final Pulse pulse = new Pulse(Duration.ofSeconds(10), 0);

  private boolean isSilentAt(long second) {
    return pulse.isSilent(TimeUnit.SECONDS.toNanos(second));
  }

  @Test
  void shouldTakeForSilentWhatWasNotHeardForTooLong() {
    for (int second = 1; second <= 4; second++) {
      assertThat(isSilentAt(second)).isFalse();
    }
    pulse.heard(TimeUnit.SECONDS.toNanos(4));
    for (int second = 5; second <= 14; second++) {
      assertThat(isSilentAt(second)).as("at %d", second).isFalse();
    }
    assertThat(isSilentAt(15)).isTrue();
  }

  @Test
  void shouldNotTakeItsOwnAbsenceForAWorkersSilence() {
    // given a node that was halted for a minute
    assertThat(isSilentAt(1)).isFalse();
    assertThat(isSilentAt(61)).isFalse();

    // then the worker has its time from there
    for (int second = 62; second <= 71; second++) {
      assertThat(isSilentAt(second)).as("at %d", second).isFalse();
    }
    assertThat(isSilentAt(72)).isTrue();
  }
}
