package io.hie.configuration.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id, as text in the PHC form that other programs read too. Each call takes 19 MiB and some
 * 30 to 100 ms of one core: callers bound how many run at once. Safe from any thread.
 */
public final class PasswordHash {
  /** The least that OWASP advises for Argon2id: 19 MiB, two passes, one lane. */
  private static final int KIB = 19 * 1024;

  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /** What a stored hash may ask for; more is no hash of ours. */
  private static final int MOST_KIB = 256 * 1024;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder TO_TEXT = Base64.getEncoder().withoutPadding();

  /** Of no password; checked for users that do not exist, so that the time tells nothing. */
  private static final String NOBODYS = of("no password is this one");

  private PasswordHash() {}

  /** The hash of a password under a fresh salt. */
  public static String of(String password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    byte[] hash = argon2id(password, salt, KIB, PASSES, LANES, HASH_BYTES);
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(KIB, PASSES, LANES, TO_TEXT.encodeToString(salt), TO_TEXT.encodeToString(hash));
  }

  /**
   * Whether a password is that of a hash.
   *
   * @throws IllegalArgumentException if that is no hash of this kind
   */
  public static boolean fits(String password, String stored) {
    String[] parts = stored.split("\\$", -1);
    if (parts.length != 6 || !parts[1].equals("argon2id") || !parts[2].equals("v=19")) {
      throw new IllegalArgumentException("not an Argon2id hash of version 19");
    }
    Map<String, Integer> cost =
        Stream.of(parts[3].split(",", -1))
            .map(each -> each.split("=", 2))
            .collect(Collectors.toMap(each -> each[0], each -> Integer.parseInt(each[1])));
    int kib = cost.getOrDefault("m", 0);
    if (kib < 8 || kib > MOST_KIB) {
      throw new IllegalArgumentException("an Argon2id hash that asks for " + kib + " KiB");
    }
    byte[] salt = Base64.getDecoder().decode(parts[4]);
    byte[] expected = Base64.getDecoder().decode(parts[5]);
    byte[] found =
        argon2id(
            password,
            salt,
            kib,
            cost.getOrDefault("t", 1),
            cost.getOrDefault("p", 1),
            expected.length);
    return MessageDigest.isEqual(expected, found);
  }

  /** Takes as long as a real check, for who does not exist. */
  public static void checkInVain(String password) {
    boolean neverMind = fits(password, NOBODYS);
    assert !neverMind;
  }

  private static byte[] argon2id(
      String password, byte[] salt, int kib, int passes, int lanes, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withSalt(salt)
            .withMemoryAsKB(kib)
            .withIterations(passes)
            .withParallelism(lanes)
            .build());
    byte[] hash = new byte[length];
    // The same password typed on two keyboards may come in two forms.
    String normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
    generator.generateBytes(normal.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
