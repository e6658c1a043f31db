package io.hie.actormodel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 2_000_000_000L);
  private final List<Duration> told = new ArrayList<>();
  private boolean goesOn;
  private final Pulse pulse =
      new Pulse(
          Duration.ofSeconds(5),
          clock::get,
          stood -> {
            told.add(stood);
            return goesOn;
          });

  @Test
  void shouldLetDeliveriesBeginWhileItBeats() {
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofMillis(4900));
      assertThat(pulse.steady()).isTrue();
      pulse.beat();
    }

    assertThat(told).isEmpty();
  }

  @Test
  void shouldHoldDeliveriesBackFromTheFirstMomentAfterAPause() {
    pass(Duration.ofSeconds(15));

    assertThat(pulse.steady()).as("before the thread that beats has run").isFalse();
    pulse.beat();
    assertThat(told).containsExactly(Duration.ofSeconds(15));
    assertThat(pulse.steady()).as("it does not go on").isFalse();
  }

  @Test
  void shouldGoOnWhenThatIsDecided() {
    goesOn = true;
    pass(Duration.ofSeconds(15));

    pulse.beat();

    assertThat(pulse.steady()).isTrue();
  }

  @Test
  void shouldHoldNothingBackWhereNobodyWatches() {
    try (Pulse never = Pulse.watch(Duration.ofNanos(-1), stood -> false)) {
      assertThat(never.steady()).isFalse();
      assertThat(Pulse.isSteady()).isFalse();
    }

    assertThat(Pulse.isSteady()).isTrue();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
