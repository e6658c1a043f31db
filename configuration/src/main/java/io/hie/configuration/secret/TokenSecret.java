package io.hie.configuration.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Random secrets of 256 bits. They cannot be guessed, so a plain SHA-256 of them is enough to keep.
 * Safe from any thread.
 */
public final class TokenSecret {
  private static final int BYTES = 32;
  private static final int ID_BYTES = 9;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

  private TokenSecret() {}

  /** A fresh secret, of letters, digits, {@code -} and {@code _}. */
  public static String fresh() {
    return random(BYTES);
  }

  /** A fresh name for something that has none; not a secret. */
  public static String freshId() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return TO_TEXT.encodeToString(bytes);
  }

  /** What is kept of a secret. */
  public static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether a secret is that of a hash; takes the same time whether or not. */
  public static boolean fits(String secret, String hash) {
    return same(hash(secret), hash);
  }

  /** Whether two hashes are the same; takes the same time whether or not. */
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
