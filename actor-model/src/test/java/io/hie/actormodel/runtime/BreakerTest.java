package io.hie.actormodel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Reason REASON = new Reason("code", "text");

  private final List<BreakerState> changes = new ArrayList<>();
  private final Breaker breaker =
      Objects.requireNonNull(
          Breaker.of(
              "Out",
              Running.host(
                  """
                  "CircuitBreakerEnabled": true, "CircuitBreakerThreshold": 3,
                  "CircuitBreakerHalfOpenAttempts": 2
                  """)));

  @BeforeEach
  void listen() {
    breaker.onChange(changes::add);
  }

  @Test
  void shouldBeAbsentUnlessAskedFor() {
    assertThat(Breaker.of("Out", Running.host(""))).isNull();
  }

  @Test
  void shouldOpenAfterFailuresInARowAndNotBefore() {
    end(false, false, true, false, false);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    end(false);
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    assertThat(breaker.mayPass()).isFalse();
    assertThat(changes).containsExactly(BreakerState.OPEN);
  }

  @Test
  void shouldLetOnlyItsAttemptsThroughWhenHalfOpen() {
    end(false, false, false);
    breaker.probe();
    assertThat(breaker.mayPass()).isTrue();
    breaker.pass();
    breaker.pass();
    assertThat(breaker.mayPass()).isFalse();
    breaker.unused();
    assertThat(breaker.mayPass()).as("one was not tried").isTrue();
  }

  @Test
  void shouldCloseWhenAllItsAttemptsSucceed() {
    end(false, false, false);
    breaker.probe();
    breaker.pass();
    end(true);
    assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
    breaker.pass();
    end(true);
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    assertThat(changes)
        .containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
    end(false, false);
    assertThat(breaker.state()).as("old failures are forgotten").isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void shouldOpenAgainAtTheFirstAttemptThatFails() {
    end(false, false, false);
    breaker.probe();
    breaker.pass();
    end(true);
    breaker.pass();
    end(false);
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    breaker.probe();
    breaker.pass();
    breaker.pass();
    assertThat(breaker.mayPass()).as("as many as the first time").isFalse();
  }

  @Test
  void shouldNotHeedWhatWasBegunBeforeItOpened() {
    end(false, false, false, true, true, true);
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void shouldTakeARefusalForASignOfLife() {
    assertThat(Breaker.isWell(new DeliveryResult.Refused(REASON))).isTrue();
    assertThat(Breaker.isWell(new DeliveryResult.Delivered("AA"))).isTrue();
    assertThat(Breaker.isWell(new DeliveryResult.Retry(REASON))).isFalse();
    assertThat(Breaker.isWell(new DeliveryResult.NotSent(REASON))).isFalse();
    assertThat(Breaker.isWell(new DeliveryResult.Ambiguous(REASON))).isFalse();
  }

  private void end(boolean... well) {
    for (boolean each : well) {
      breaker.ended(each);
    }
  }
}
