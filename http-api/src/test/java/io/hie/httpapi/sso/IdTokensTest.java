package io.hie.httpapi.sso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ID tokens that an honest provider would not make, and what is said to them. */
final class IdTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-28T08:00:00Z");
  private static final SsoSettings SETTINGS =
      new SsoSettings(
          "https://login.example.org",
          "hie",
          "secret",
          "https://hie.example.org",
          "openid",
          "preferred_username",
          "groups",
          Map.of(),
          null,
          Duration.ofSeconds(60),
          Duration.ofHours(12));

  private static PublicJsonWebKey key;
  private static PublicJsonWebKey other;

  private final IdTokens tokens = new IdTokens(SETTINGS, Clock.fixed(NOW, ZoneOffset.UTC));

  @BeforeAll
  static void makeKeys() throws Exception {
    key = RsaJwkGenerator.generateJwk(2048);
    key.setKeyId("one");
    other = RsaJwkGenerator.generateJwk(2048);
    other.setKeyId("two");
  }

  private static JwtClaims claims(Consumer<JwtClaims> change) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer("https://login.example.org");
    claims.setAudience("hie");
    claims.setSubject("s1");
    claims.setIssuedAt(NumericDate.fromMilliseconds(NOW.toEpochMilli()));
    claims.setExpirationTime(NumericDate.fromMilliseconds(NOW.plusSeconds(300).toEpochMilli()));
    claims.setClaim("nonce", "n");
    change.accept(claims);
    return claims;
  }

  private static String signed(PublicJsonWebKey by, JwtClaims claims) throws Exception {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(by.getPrivateKey());
    signature.setKeyIdHeaderValue(by.getKeyId());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    return signature.getCompactSerialization();
  }

  private void refused(String token, String why) {
    assertThatThrownBy(() -> tokens.check(token, List.of(key), "n"))
        .isInstanceOf(SsoException.class)
        .hasMessageContaining(why)
        .message()
        .doesNotContain(token);
  }

  private void refused(Consumer<JwtClaims> change, String why) throws Exception {
    refused(signed(key, claims(change)), why);
  }

  private static NumericDate at(long secondsFromNow) {
    return NumericDate.fromMilliseconds(NOW.plusSeconds(secondsFromNow).toEpochMilli());
  }

  @Test
  void shouldTakeATokenThatIsAsItShouldBe() throws Exception {
    assertThat(
            tokens
                .check(signed(key, claims(claims -> {})), List.<JsonWebKey>of(key), "n")
                .getSubject())
        .isEqualTo("s1");
    // with clocks that are a little apart
    tokens.check(
        signed(
            key,
            claims(
                claims -> {
                  claims.setExpirationTime(at(-50));
                  claims.setIssuedAt(at(-350));
                })),
        List.of(key),
        "n");
    // for several, of whom this one asked
    tokens.check(
        signed(
            key,
            claims(
                claims -> {
                  claims.setAudience("hie", "portal");
                  claims.setStringClaim("azp", "hie");
                })),
        List.of(key),
        "n");
  }

  @Test
  void shouldRefuseWhatIsOverOrForAnother() throws Exception {
    refused(claims -> claims.setExpirationTime(at(-61)), "it is over (exp)");
    refused(claims -> claims.setIssuedAt(at(61)), "not issued just now (iat)");
    refused(claims -> claims.setIssuedAt(at(-661)), "not issued just now (iat)");
    refused(claims -> claims.setNotBefore(at(61)), "not good yet (nbf)");
    refused(claims -> claims.setAudience("portal"), "HIE_OIDC_CLIENT_ID (aud)");
    refused(claims -> claims.setIssuer("https://login.example.com"), "HIE_OIDC_ISSUER (iss)");
    refused(claims -> claims.setClaim("nonce", "m"), "for another login (nonce)");
    refused(claims -> claims.unsetClaim("nonce"), "for another login (nonce)");
    refused(claims -> claims.setAudience("hie", "portal"), "another client (azp)");
    refused(claims -> claims.setStringClaim("azp", "portal"), "another client (azp)");
    refused(claims -> claims.unsetClaim("sub"), "no subject");
    refused(claims -> claims.unsetClaim("exp"), "no time");
    refused(claims -> claims.unsetClaim("iat"), "no time");
  }

  @Test
  void shouldRefuseSignaturesThatAnybodyCouldMake() throws Exception {
    JwtClaims claims = claims(each -> {});
    // none
    JsonWebSignature none = new JsonWebSignature();
    none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
    none.setPayload(claims.toJson());
    refuseOrUnknown(none.getCompactSerialization());
    // an HMAC whose key is the public key
    JsonWebSignature confused = new JsonWebSignature();
    confused.setPayload(claims.toJson());
    confused.setKey(new HmacKey(key.getPublicKey().getEncoded()));
    confused.setKeyIdHeaderValue("one");
    confused.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    refuseOrUnknown(confused.getCompactSerialization());
    // another key under the name of a known one
    PublicJsonWebKey forger = RsaJwkGenerator.generateJwk(2048);
    forger.setKeyId("one");
    refused(signed(forger, claims), "signature is not the provider's");
    // contents that were changed afterwards
    String[] parts = signed(key, claims).split("\\.");
    String[] changed = signed(forger, claims(each -> each.setSubject("s2"))).split("\\.");
    refused(parts[0] + "." + changed[1] + "." + parts[2], "signature is not the provider's");
    refused("not a token", "not taken");
  }

  /** Either is a refusal; the second one once the keys were looked up again. */
  private void refuseOrUnknown(String token) {
    assertThatThrownBy(() -> tokens.check(token, List.of(key), "n"))
        .isInstanceOfAny(SsoException.class, IdTokens.UnknownKeyException.class);
  }

  @Test
  void shouldTellThatAKeyIsNotKnownSoThatItCanBeLookedUp() throws Exception {
    String token = signed(other, claims(claims -> {}));
    assertThatThrownBy(() -> tokens.check(token, List.of(key), "n"))
        .isInstanceOf(IdTokens.UnknownKeyException.class);
    assertThat(tokens.check(token, List.of(key, other), "n").getSubject()).isEqualTo("s1");
  }
}
