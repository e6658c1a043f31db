package io.hie.httpapi.access;

import io.hie.configuration.secret.TokenSecret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The short-lived tokens of sessions: JWTs, signed with HMAC-SHA-256 by a key that never leaves the
 * nodes. A token only says whose session it is; whether that is still open, and what the user may,
 * is asked of the directory at each call. Safe from any thread.
 */
public final class SessionTokens {
  /** How long one is good for. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final String ISSUER = "hie";
  private static final String SESSION = "sid";
  private static final String CSRF = "csrf";
  private static final int SKEW_SECONDS = 30;
  private static final int LEAST_KEY_BYTES = 32;

  private static final int MOST_KNOWN = 1_000;

  private final HmacKey key;
  private final KnownTokens known = new KnownTokens();
  private final Clock clock;

  /** What a good token says. */
  public record Claims(String user, String session, @Nullable String csrfHash) {}

  /** A good one, and until when it is. */
  private record Known(Claims claims, long endMillis) {}

  /**
   * @param key 32 bytes at least, the same on all nodes that are to take each other's tokens
   */
  public SessionTokens(byte[] key, Clock clock) {
    if (key.length < LEAST_KEY_BYTES) {
      throw new IllegalArgumentException("the key has " + key.length + " bytes of 32");
    }
    this.key = new HmacKey(key);
    this.clock = clock;
  }

  /** When a token that is made now ends. */
  public Instant end() {
    return clock.instant().plus(LIFETIME);
  }

  /**
   * A fresh token.
   *
   * @param csrf what a browser's page must send beside the cookie; null if it is for no browser
   */
  public String issue(String user, String session, @Nullable String csrf) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setSubject(user);
    claims.setClaim(SESSION, session);
    if (csrf != null) {
      claims.setClaim(CSRF, TokenSecret.hash(csrf));
    }
    claims.setIssuedAt(NumericDate.fromMilliseconds(clock.millis()));
    claims.setExpirationTime(NumericDate.fromMilliseconds(end().toEpochMilli()));
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(key);
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException impossible) {
      throw new IllegalStateException("a token could not be signed", impossible);
    }
  }

  /**
   * What a token says, if it is ours and not over. What was found of a good one is known until it
   * is over; whether its session is open still is for the caller to see, each time.
   */
  public Optional<Claims> read(String token) {
    String hash = TokenSecret.hash(token);
    Known before = known.get(hash);
    if (before != null && clock.millis() < before.endMillis()) {
      return Optional.of(before.claims());
    }
    Optional<Known> found = verify(token);
    found.ifPresent(good -> known.put(hash, good));
    return found.map(Known::claims);
  }

  private Optional<Known> verify(String token) {
    try {
      JwtClaims claims =
          new JwtConsumerBuilder()
              .setVerificationKey(key)
              .setJwsAlgorithmConstraints(
                  AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256)
              .setExpectedIssuer(ISSUER)
              .setRequireSubject()
              .setRequireExpirationTime()
              .setAllowedClockSkewInSeconds(SKEW_SECONDS)
              .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
              .build()
              .processToClaims(token);
      String session = claims.getStringClaimValue(SESSION);
      return session == null
          ? Optional.empty()
          : Optional.of(
              new Known(
                  new Claims(claims.getSubject(), session, claims.getStringClaimValue(CSRF)),
                  claims.getExpirationTime().getValueInMillis() + SKEW_SECONDS * 1000L));
    } catch (InvalidJwtException | MalformedClaimException notOurs) {
      return Optional.empty();
    }
  }

  /** The newest good tokens, by their hashes. */
  private static final class KnownTokens {
    private final Map<String, Known> tokens =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST_KNOWN;
          }
        };

    synchronized @Nullable Known get(String hash) {
      return tokens.get(hash);
    }

    synchronized void put(String hash, Known token) {
      tokens.put(hash, token);
    }
  }
}
