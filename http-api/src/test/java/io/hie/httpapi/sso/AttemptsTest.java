package io.hie.httpapi.sso;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.httpapi.sso.Attempts.Attempt;
import io.hie.httpapi.sso.Attempts.Command;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class AttemptsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T08:00:00Z");
  private static final Attempt ATTEMPT = new Attempt("h1", "/portal", null);

  private static Attempts node(String key, Duration later) {
    return new Attempts(
        key.repeat(32).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
  }

  @Test
  void shouldGoOnAtAnyNodeThatHasTheKeyOnceAndInTime() {
    Attempts one = node("k", Duration.ZERO);
    Attempts two = node("k", Duration.ofMinutes(9));
    String kept = one.write(ATTEMPT);
    assertThat(two.take(kept, one.state(ATTEMPT))).contains(ATTEMPT);
    assertThat(two.take(kept, one.state(ATTEMPT))).as("once").isEmpty();
    assertThat(node("k", Duration.ofMinutes(11)).take(kept, one.state(ATTEMPT))).isEmpty();
    assertThat(node("x", Duration.ZERO).take(kept, one.state(ATTEMPT))).isEmpty();
    assertThat(one.take(kept, "another")).isEmpty();
    assertThat(one.take("not one", one.state(ATTEMPT))).isEmpty();
  }

  @Test
  void shouldShowNothingOfNonceAndVerifierInWhatTheBrowserKeeps() {
    Attempts attempts = node("k", Duration.ZERO);
    assertThat(attempts.nonce(ATTEMPT)).hasSize(43).isNotEqualTo(attempts.state(ATTEMPT));
    assertThat(attempts.verifier(ATTEMPT)).hasSize(43);
    String kept =
        new String(
            java.util.Base64.getUrlDecoder().decode(attempts.write(ATTEMPT).split("\\.")[1]),
            java.nio.charset.StandardCharsets.UTF_8);
    assertThat(kept)
        .doesNotContain(
            attempts.nonce(ATTEMPT), attempts.verifier(ATTEMPT), attempts.state(ATTEMPT));
  }

  @Test
  void shouldGiveASessionOnlyToTheCommandThatAskedAndForAMinute() {
    Attempts attempts = node("k", Duration.ZERO);
    String verifier = "v".repeat(43);
    String code = attempts.forCommand("s1", new Command(40_001, Attempts.challenge(verifier)));
    assertThat(attempts.fetched(code, verifier))
        .hasValueSatisfying(fetch -> assertThat(fetch.session()).isEqualTo("s1"));
    assertThat(attempts.fetched(code, "w".repeat(43))).isEmpty();
    assertThat(node("k", Duration.ofSeconds(61)).fetched(code, verifier)).isEmpty();
    // and one kind of text is not taken for another
    assertThat(attempts.take(code, attempts.state(ATTEMPT))).isEmpty();
    assertThat(attempts.fetched(attempts.write(ATTEMPT), verifier)).isEmpty();
  }
}
