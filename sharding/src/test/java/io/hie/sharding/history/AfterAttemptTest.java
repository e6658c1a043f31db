package io.hie.sharding.history;

import static io.hie.sharding.history.Events.AT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.LegId;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.AmbiguousPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AfterAttemptTest {

  /** Result, policy, RetryLimit and failed attempts before; the event, its attempt, its wait. */
  @ParameterizedTest(name = "{0}, {1}, limit {2}, after {3} -> {4}")
  @CsvSource(
      textBlock =
          """
          Delivered, RESEND, 3, 0, Delivered,     1, 0
          Delivered, HOLD,   0, 9, Delivered,    10, 0
          Refused,   RESEND, 3, 0, Parked,        1, 0
          Refused,   HOLD,   3, 2, Parked,        3, 0
          Retry,     RESEND, 3, 0, AttemptFailed, 1, 2
          Retry,     HOLD,   3, 1, AttemptFailed, 2, 4
          Retry,     RESEND, 3, 2, AttemptFailed, 3, 8
          Retry,     RESEND, 3, 3, Parked,        4, 0
          Retry,     RESEND, 0, 0, Parked,        1, 0
          Ambiguous, RESEND, 3, 0, AttemptFailed, 1, 2
          Ambiguous, RESEND, 3, 2, AttemptFailed, 3, 8
          Ambiguous, RESEND, 3, 3, LeftAmbiguous, 4, 0
          Ambiguous, HOLD,   3, 0, LeftAmbiguous, 1, 0
          """)
  void shouldDecideWhatFollows(
      String result,
      AmbiguousPolicy policy,
      int limit,
      int before,
      String event,
      int attempt,
      int waitSeconds) {
    // given
    Leg leg = leg(before);
    HostSettings host = Flow.host(policy, limit, Duration.ofSeconds(2));

    // when
    HistoryEvent after = AfterAttempt.decide(leg, result(result), host, AT);

    // then
    HistoryEvent expected =
        switch (event) {
          case "Delivered" -> new HistoryEvent.Delivered(leg.id, "Out", AT, attempt, "AA");
          case "Parked" -> new HistoryEvent.Parked(leg.id, "Out", AT, attempt, Events.WHY);
          case "LeftAmbiguous" ->
              new HistoryEvent.LeftAmbiguous(leg.id, "Out", AT, attempt, Events.WHY);
          default ->
              new HistoryEvent.AttemptFailed(
                  leg.id,
                  "Out",
                  AT,
                  attempt,
                  Events.WHY,
                  result.equals("Ambiguous"),
                  AT.plusSeconds(waitSeconds));
        };
    assertThat(after).isEqualTo(expected);
  }

  @Test
  void shouldNotTakeWhatWasNotSentForAnAttempt() {
    HostSettings host = Flow.host(AmbiguousPolicy.RESEND, 3, Duration.ofSeconds(2));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> AfterAttempt.decide(leg(0), new DeliveryResult.NotSent(Events.WHY), host, AT))
        .withMessageNotContaining("ERR|later");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 2, 2",
    "1, 6, 32",
    "1, 7, 60",
    "1, 1000000, 60",
    "50, 2, 60",
    "90, 1, 90", // an interval over a minute is its own bound
    "90, 5, 90",
    "0, 5, 0"
  })
  void shouldDoubleTheWaitUpToAMinute(long interval, int attempt, long expected) {
    assertThat(AfterAttempt.wait(Duration.ofSeconds(interval), attempt))
        .isEqualTo(Duration.ofSeconds(expected));
  }

  private static DeliveryResult result(String name) {
    return switch (name) {
      case "Delivered" -> new DeliveryResult.Delivered("AA");
      case "Refused" -> new DeliveryResult.Refused(Events.WHY);
      case "Retry" -> new DeliveryResult.Retry(Events.WHY);
      case "Ambiguous" -> new DeliveryResult.Ambiguous(Events.WHY);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Leg leg(int attempts) {
    Leg leg = new Leg(LegId.parse("1:0"), "Out", new Leg.Body("m1", Leg.Body.RECEIVED, 1));
    leg.attempts = attempts;
    return leg;
  }
}
