package io.hie.httpapi.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class SessionTokensTest {
  private final TestClock clock = new TestClock();
  private final SessionTokens tokens = new SessionTokens(new byte[32], clock);

  private static final class TestClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void shouldReadATokenAgainAndAgainUntilItIsOver() {
    String token = tokens.issue("anna", "s1", null);
    SessionTokens.Claims claims = new SessionTokens.Claims("anna", "s1", null);

    assertThat(tokens.read(token)).contains(claims);
    assertThat(tokens.read(token)).contains(claims);

    clock.now = clock.now.plus(SessionTokens.LIFETIME).plusSeconds(29);
    assertThat(tokens.read(token)).contains(claims);
    clock.now = clock.now.plus(Duration.ofSeconds(1));
    assertThat(tokens.read(token)).isEmpty();
  }

  @Test
  void shouldNotTakeAnotherTokenForOneThatIsKnown() {
    String token = tokens.issue("anna", "s1", "csrf");
    assertThat(tokens.read(token)).isPresent();

    String[] parts = token.split("\\.");
    String forged = tokens.issue("bert", "s2", null).split("\\.")[1];
    assertThat(tokens.read(parts[0] + "." + forged + "." + parts[2])).isEmpty();
    assertThat(tokens.read(parts[0] + "." + parts[1] + ".")).isEmpty();
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(new SessionTokens(other, clock).read(token)).isEmpty();
  }

  @Test
  void shouldReadMoreTokensThanItRemembers() {
    String first = tokens.issue("user-0", "s", null);
    for (int i = 0; i < 1_100; i++) {
      String token = tokens.issue("user-" + i, "s", null);
      assertThat(tokens.read(token).orElseThrow().user()).isEqualTo("user-" + i);
    }
    assertThat(tokens.read(first)).isPresent();
  }
}
