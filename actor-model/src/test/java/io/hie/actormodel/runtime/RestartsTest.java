package io.hie.actormodel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.runtime.Restarts.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private static final Verdict GIVE_UP = new Verdict.GiveUp();
  private Instant now = Instant.parse("2026-11-25T10:00:00Z");

  @Test
  void shouldGiveUpAtOnceUnderNever() {
    Restarts never = of("never");
    assertThat(never.couldNotStart(true, now)).isEqualTo(GIVE_UP);
    assertThat(never.broke(now, now)).isEqualTo(GIVE_UP);
    assertThat(never.ended(now, now)).isEqualTo(GIVE_UP);
  }

  @Test
  void shouldWaitTwiceAsLongEachTimeAndGiveUpUnderOnFailure() {
    Restarts onFailure = of("on_failure");
    assertThat(broke(onFailure, now)).isEqualTo(again(1));
    assertThat(onFailure.couldNotStart(false, now)).isEqualTo(again(2));
    assertThat(broke(onFailure, now)).isEqualTo(again(4));
    assertThat(broke(onFailure, now)).isEqualTo(GIVE_UP);
    assertThat(onFailure.couldNotStart(false, now)).isEqualTo(GIVE_UP);
    assertThat(onFailure.couldNotStart(true, now)).as("somebody may mend it").isEqualTo(again(8));
  }

  @Test
  void shouldForgetRestartsOfAnItemThatThenRanForAWindow() {
    Restarts onFailure = of("on_failure");
    for (int i = 0; i < 3; i++) {
      broke(onFailure, now);
    }
    Instant since = now;
    now = now.plusSeconds(60);
    assertThat(broke(onFailure, since)).isEqualTo(again(1));
  }

  @Test
  void shouldLeaveAnItemThatEndedByItselfEndedUnlessAlways() {
    assertThat(of("on_failure").ended(now, now)).isEqualTo(GIVE_UP);
    assertThat(of("always").ended(now, now)).isEqualTo(again(1));
  }

  @Test
  void shouldPaceRestartsUnderAlwaysAndNeverGiveUp() {
    // given
    Restarts always = of("always");
    for (int i = 0; i < 3; i++) {
      assertThat(broke(always, now)).isInstanceOf(Verdict.Again.class);
    }

    // then: one a minute
    assertThat(broke(always, now)).isEqualTo(new Verdict.GoOn());
    now = now.plusSeconds(59);
    assertThat(broke(always, null)).isEqualTo(new Verdict.GoOn());
    now = now.plusSeconds(1);
    assertThat(broke(always, null)).isInstanceOf(Verdict.Again.class);
    assertThat(broke(always, null)).isEqualTo(new Verdict.GoOn());
  }

  @Test
  void shouldTryToStartForEverUnderAlwaysAndWaitNoLongerThanAMinute() {
    Restarts always = of("always");
    Verdict last = GIVE_UP;
    for (int i = 0; i < 100; i++) {
      last = always.couldNotStart(false, now);
      assertThat(last).isInstanceOf(Verdict.Again.class);
    }
    assertThat(last).isEqualTo(again(60));
  }

  private Verdict broke(Restarts restarts, @Nullable Instant since) {
    return restarts.broke(since, now);
  }

  private static Restarts of(String policy) {
    return new Restarts(
        Running.host("\"RestartPolicy\": \"%s\", \"RestartDelay\": 1".formatted(policy)));
  }

  private static Verdict again(int seconds) {
    return new Verdict.Again(Duration.ofSeconds(seconds));
  }
}
