package io.hie.sharding.seal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with nonces of 96 bits and tags of 128, as NIST SP 800-38D recommends. A cipher for
 * each thread, since making one costs more than using it.
 */
final class Gcm {
  static final String ALGORITHM = "AES";
  static final int KEY_BYTES = 32;
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;
  static final SecureRandom RANDOM = new SecureRandom();

  private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(Gcm::cipher);

  private Gcm() {}

  /** Encrypts {@code plain} to behind {@code offset} of a new array. */
  static byte[] encrypt(SecretKey key, byte[] nonce, byte[] associated, byte[] plain, int offset) {
    try {
      byte[] out = new byte[offset + plain.length + TAG_BYTES];
      Cipher cipher = CIPHER.get();
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
      cipher.updateAAD(associated);
      cipher.doFinal(plain, 0, plain.length, out, offset);
      return out;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has AES-GCM", impossible);
    }
  }

  /**
   * Decrypts.
   *
   * @param nonceAt where the nonce is in {@code sealed}
   * @param from where the ciphertext begins, which goes to the end
   * @throws AEADBadTagException if it is not what was encrypted with this key for this place
   */
  static byte[] decrypt(SecretKey key, byte[] associated, byte[] sealed, int nonceAt, int from)
      throws AEADBadTagException {
    try {
      Cipher cipher = CIPHER.get();
      cipher.init(
          Cipher.DECRYPT_MODE,
          key,
          new GCMParameterSpec(TAG_BYTES * 8, sealed, nonceAt, NONCE_BYTES));
      cipher.updateAAD(associated);
      return cipher.doFinal(sealed, from, sealed.length - from);
    } catch (AEADBadTagException changed) {
      throw changed;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has AES-GCM", impossible);
    }
  }

  private static Cipher cipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has AES-GCM", impossible);
    }
  }
}
