package io.hie.httpapi.sso;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Logins that are under way. What belongs to one is in its browser, signed, so that any node of the
 * cluster can go on with it; state, nonce and verifier are made of its handle by the nodes' key, so
 * that none of them is there to be read. Safe from any thread.
 */
final class Attempts {
  /** How long somebody may take at the provider. */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final Duration TO_COMMAND = Duration.ofMinutes(1);
  private static final String OF_BROWSER = "hie-sso";
  private static final String OF_COMMAND = "hie-sso-command";
  private static final int MOST_USED = 10_000;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final byte[] key;
  private final HmacKey signing;
  private final Clock clock;
  private final Set<String> used =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MOST_USED;
                }
              }));

  /**
   * A login that is under way.
   *
   * @param handle random
   * @param next the path to go to afterwards
   * @param command who began it, if that was no page
   */
  record Attempt(String handle, String next, @Nullable Command command) {}

  /**
   * The {@code hie} command, which listens on its machine.
   *
   * @param challenge SHA-256 of what only that process knows
   */
  record Command(int port, String challenge) {}

  /** A session that a command may fetch. */
  record Fetch(String session, String challenge) {}

  /**
   * @param key the same on all nodes
   */
  Attempts(byte[] key, Clock clock) {
    this.key = mac(key, "single sign-on");
    this.signing = new HmacKey(this.key);
    this.clock = clock;
  }

  String state(Attempt attempt) {
    return made("state", attempt.handle());
  }

  String nonce(Attempt attempt) {
    return made("nonce", attempt.handle());
  }

  String verifier(Attempt attempt) {
    return made("verifier", attempt.handle());
  }

  /** The refresh token's secret of a session until its command has fetched it. */
  String firstSecret(String session) {
    return made("session", session);
  }

  /** What proves that one knows a verifier. */
  static String challenge(String verifier) {
    try {
      return TEXT.encodeToString(
          MessageDigest.getInstance("SHA-256")
              .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String made(String what, String of) {
    return TEXT.encodeToString(mac(key, what + " " + of));
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What the browser keeps. */
  String write(Attempt attempt) {
    JwtClaims claims = new JwtClaims();
    claims.setClaim("handle", attempt.handle());
    claims.setClaim("next", attempt.next());
    if (attempt.command() != null) {
      claims.setClaim("port", Integer.toString(attempt.command().port()));
      claims.setClaim("challenge", attempt.command().challenge());
    }
    return signed(claims, OF_BROWSER, LIFETIME);
  }

  /**
   * The login that a browser comes back with, once.
   *
   * @param state what the provider sent along
   * @return empty if it is none of ours, over, another's, or came before
   */
  Optional<Attempt> take(String written, String state) {
    return read(written, OF_BROWSER)
        .map(
            claims ->
                new Attempt(
                    text(claims, "handle"),
                    text(claims, "next"),
                    claims.hasClaim("port")
                        ? new Command(
                            Integer.parseInt(text(claims, "port")), text(claims, "challenge"))
                        : null))
        .filter(
            attempt ->
                MessageDigest.isEqual(
                    state.getBytes(StandardCharsets.UTF_8),
                    state(attempt).getBytes(StandardCharsets.UTF_8)))
        .filter(attempt -> used.add(attempt.handle()));
  }

  /** What a command is sent, with which it fetches its session. */
  String forCommand(String session, Command command) {
    JwtClaims claims = new JwtClaims();
    claims.setClaim("session", session);
    claims.setClaim("challenge", command.challenge());
    return signed(claims, OF_COMMAND, TO_COMMAND);
  }

  /** The session that a code is for, if who sends it is who asked. */
  Optional<Fetch> fetched(String code, String verifier) {
    return read(code, OF_COMMAND)
        .map(claims -> new Fetch(text(claims, "session"), text(claims, "challenge")))
        .filter(
            fetch ->
                MessageDigest.isEqual(
                    fetch.challenge().getBytes(StandardCharsets.UTF_8),
                    challenge(verifier).getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(JwtClaims claims, String name) {
    return String.valueOf(claims.getClaimValue(name));
  }

  private String signed(JwtClaims claims, String issuer, Duration lifetime) {
    claims.setIssuer(issuer);
    claims.setExpirationTime(
        NumericDate.fromMilliseconds(clock.instant().plus(lifetime).toEpochMilli()));
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(signing);
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException impossible) {
      throw new IllegalStateException("a login could not be signed", impossible);
    }
  }

  private Optional<JwtClaims> read(String text, String issuer) {
    try {
      return Optional.of(
          new JwtConsumerBuilder()
              .setVerificationKey(signing)
              .setJwsAlgorithmConstraints(
                  AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256)
              .setExpectedIssuer(issuer)
              .setRequireExpirationTime()
              .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
              .build()
              .processToClaims(text));
    } catch (InvalidJwtException notOurs) {
      return Optional.empty();
    }
  }
}
