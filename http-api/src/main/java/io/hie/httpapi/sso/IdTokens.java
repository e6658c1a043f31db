package io.hie.httpapi.sso;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;

/**
 * Checks ID tokens as OpenID Connect Core 3.1.3.7 asks: signed by a key of the provider with a
 * signature that only it can make, from it, for us, not over, and for the login that asked. Safe
 * from any thread.
 */
final class IdTokens {
  private static final int MOST_AGE_SECONDS = 600;

  /** None that anybody with a public key could make: no HMAC, and not {@code none}. */
  private static final String[] ALGORITHMS = {
    AlgorithmIdentifiers.RSA_USING_SHA256,
    AlgorithmIdentifiers.RSA_USING_SHA384,
    AlgorithmIdentifiers.RSA_USING_SHA512,
    AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
    AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
    AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
    AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
    AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
    AlgorithmIdentifiers.EDDSA
  };

  private final SsoSettings settings;
  private final Clock clock;

  IdTokens(SsoSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** The key that a token is signed with is not among those that are known. */
  static final class UnknownKeyException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownKeyException(Throwable cause) {
      super("no key of the provider fits", cause);
    }
  }

  /**
   * What a token says.
   *
   * @param nonce that was sent along with the login
   * @throws SsoException if it is not good
   * @throws UnknownKeyException if the provider may have other keys by now
   */
  JwtClaims check(String token, List<JsonWebKey> keys, String nonce) throws UnknownKeyException {
    int skew = Math.toIntExact(settings.skew().toSeconds());
    try {
      JwtClaims claims =
          new JwtConsumerBuilder()
              .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys))
              .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, ALGORITHMS)
              .setExpectedIssuer(settings.issuer())
              .setExpectedAudience(settings.clientId())
              .setRequireSubject()
              .setRequireExpirationTime()
              .setRequireIssuedAt()
              .setIssuedAtRestrictions(0, MOST_AGE_SECONDS) // and the skew at both ends
              .setAllowedClockSkewInSeconds(skew)
              .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
              .build()
              .processToClaims(token);
      checkParty(claims);
      String said = claims.getStringClaimValue("nonce");
      if (said == null || !same(said, nonce)) {
        throw SsoException.refused("the ID token is for another login (nonce); log in again");
      }
      return claims;
    } catch (InvalidJwtException wrong) {
      if (wrong.getCause() instanceof org.jose4j.lang.UnresolvableKeyException) {
        throw new UnknownKeyException(wrong);
      }
      throw SsoException.refused(reason(wrong));
    } catch (MalformedClaimException wrong) {
      throw SsoException.refused("the ID token has a claim that is not as it should be");
    }
  }

  private void checkParty(JwtClaims claims) throws MalformedClaimException {
    String party = claims.getStringClaimValue("azp");
    if (party == null ? claims.getAudience().size() > 1 : !party.equals(settings.clientId())) {
      throw SsoException.refused("the ID token is for another client (azp)");
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /** In words, since what jose4j says repeats the token. */
  private static String reason(InvalidJwtException wrong) {
    return "the ID token is not taken: "
        + wrong.getErrorDetails().stream()
            .map(each -> word(each.getErrorCode()))
            .distinct()
            .collect(Collectors.joining(", "));
  }

  private static String word(int code) {
    return switch (code) {
      case ErrorCodes.EXPIRED -> "it is over (exp); are the clocks right?";
      case ErrorCodes.ISSUED_AT_INVALID_FUTURE, ErrorCodes.ISSUED_AT_INVALID_PAST ->
          "it was not issued just now (iat); are the clocks right?";
      case ErrorCodes.NOT_YET_VALID -> "it is not good yet (nbf); are the clocks right?";
      case ErrorCodes.AUDIENCE_INVALID, ErrorCodes.AUDIENCE_MISSING ->
          "it is not for the client HIE_OIDC_CLIENT_ID (aud)";
      case ErrorCodes.ISSUER_INVALID, ErrorCodes.ISSUER_MISSING ->
          "it is not of HIE_OIDC_ISSUER (iss)";
      case ErrorCodes.SIGNATURE_INVALID -> "its signature is not the provider's";
      case ErrorCodes.SIGNATURE_MISSING -> "it is not signed";
      case ErrorCodes.SUBJECT_MISSING -> "it has no subject (sub)";
      case ErrorCodes.EXPIRATION_MISSING, ErrorCodes.ISSUED_AT_MISSING ->
          "it says no time (exp, iat)";
      default -> "its form or the way it is signed (alg)";
    };
  }
}
