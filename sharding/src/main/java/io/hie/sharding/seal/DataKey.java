package io.hie.sharding.seal;

import io.hie.actormodel.envelope.Payload;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;

/**
 * The key of a history's contents while it is in memory. Safe from any thread, a few microseconds a
 * kilobyte.
 *
 * <p>Nonces are a prefix drawn at random for this life of the key, and a counter: two lives of one
 * key that draw the same prefix are to be expected after four billion lives, and no life seals four
 * billion events.
 */
public final class DataKey {
  private static final byte FORMAT = 1;
  private static final int PREFIX_BYTES = 8;
  private static final int HEAD_BYTES = 1 + Gcm.NONCE_BYTES;

  private final String id;
  private final SecretKey key;
  private final byte[] prefix = new byte[PREFIX_BYTES];
  private final AtomicInteger used = new AtomicInteger();

  DataKey(String id, SecretKey key) {
    this.id = id;
    this.key = key;
    Gcm.RANDOM.nextBytes(prefix);
  }

  /** Its name, which is no secret. */
  public String id() {
    return id;
  }

  /**
   * Encrypts.
   *
   * @param place what the contents belong to; they open nowhere else
   */
  Payload seal(byte[] contents, byte[] place) {
    int count = used.getAndIncrement();
    if (count == -1) {
      throw new IllegalStateException("this key has sealed too much; its history must be reloaded");
    }
    byte[] nonce = ByteBuffer.allocate(Gcm.NONCE_BYTES).put(prefix).putInt(count).array();
    byte[] sealed = Gcm.encrypt(key, nonce, place, contents, HEAD_BYTES);
    sealed[0] = FORMAT;
    System.arraycopy(nonce, 0, sealed, 1, Gcm.NONCE_BYTES);
    return Payload.wrap(sealed);
  }

  /**
   * Decrypts.
   *
   * @throws AEADBadTagException if this was not sealed with this key for this place
   */
  byte[] open(Payload text, byte[] place) throws AEADBadTagException {
    byte[] sealed = text.toByteArray();
    if (sealed.length < HEAD_BYTES + Gcm.TAG_BYTES || sealed[0] != FORMAT) {
      throw new AEADBadTagException("not the form of a seal");
    }
    return Gcm.decrypt(key, place, sealed, 1, HEAD_BYTES);
  }

  @Override
  public String toString() {
    return "DataKey[" + id + "]";
  }
}
