package io.hie.sharding.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.sharding.key.EntityId;
import io.hie.sharding.seal.WorkspaceKeys.WorkspaceKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Data keys in a store, each wrapped by its workspace's key. Wrapped, a key is: a byte 1, the
 * version of the workspace's key (4 bytes), a check of it (4 bytes, by which a wrong file is told
 * from a changed key), a nonce (12), the key encrypted (32) and a tag (16). In the place of a
 * destroyed one stays a byte 0, so that erased is told from lost.
 */
public final class WrappedDataKeys implements DataKeys {
  private static final byte DESTROYED = 0;
  private static final byte WRAPPED = 1;
  private static final int ID_BYTES = 8;
  private static final int CHECK_BYTES = 4;
  private static final int NONCE_AT = 1 + Integer.BYTES + CHECK_BYTES;
  private static final int TEXT_AT = NONCE_AT + Gcm.NONCE_BYTES;
  static final int SIZE = TEXT_AT + Gcm.KEY_BYTES + Gcm.TAG_BYTES;

  private final KeyStore store;
  private final WorkspaceKeys workspaces;

  public WrappedDataKeys(KeyStore store, WorkspaceKeys workspaces) {
    this.store = store;
    this.workspaces = workspaces;
  }

  @Override
  public CompletionStage<DataKey> make(String entityId) {
    byte[] random = new byte[ID_BYTES + Gcm.KEY_BYTES];
    Gcm.RANDOM.nextBytes(random);
    String id = HexFormat.of().formatHex(random, 0, ID_BYTES);
    byte[] bytes = Arrays.copyOfRange(random, ID_BYTES, random.length);
    byte[] wrapped;
    try {
      wrapped = wrap(entityId, id, bytes, workspaces.newest(EntityId.workspaceOf(entityId)));
    } catch (KeyUnavailableException unavailable) {
      return CompletableFuture.failedFuture(unavailable);
    }
    DataKey key = new DataKey(id, new SecretKeySpec(bytes, Gcm.ALGORITHM));
    return store.put(entityId, id, wrapped).thenApply(stored -> key);
  }

  @Override
  public CompletionStage<DataKey> find(String entityId, String keyId) {
    return store.find(entityId, keyId).thenApply(found -> unwrap(entityId, keyId, found));
  }

  @Override
  public CompletionStage<Void> destroy(String entityId, String keyId) {
    return store
        .find(entityId, keyId)
        .thenCompose(
            found ->
                found.isPresent() && isDestroyed(found.get())
                    ? CompletableFuture.completedFuture(null)
                    : store.put(entityId, keyId, new byte[] {DESTROYED}));
  }

  private static boolean isDestroyed(byte[] stored) {
    return stored.length == 1 && stored[0] == DESTROYED;
  }

  static byte[] wrap(String entityId, String id, byte[] key, WorkspaceKey by) {
    byte[] nonce = new byte[Gcm.NONCE_BYTES];
    Gcm.RANDOM.nextBytes(nonce);
    byte[] wrapped = Gcm.encrypt(by.key(), nonce, place(entityId, id), key, TEXT_AT);
    ByteBuffer.wrap(wrapped).put(WRAPPED).putInt(by.version()).put(by.check()).put(nonce);
    return wrapped;
  }

  private DataKey unwrap(String entityId, String id, Optional<byte[]> found) {
    if (found.isEmpty()) {
      throw new KeyUnavailableException(
          "key "
              + id
              + " of history "
              + entityId
              + " is not in the store of keys, though it was not destroyed; restore the store"
              + " (topic hie.keys or table data_key) from a backup");
    }
    return unwrap(workspaces, entityId, id, found.get());
  }

  static DataKey unwrap(WorkspaceKeys workspaces, String entityId, String id, byte[] stored) {
    if (isDestroyed(stored)) {
      throw new ErasedException(entityId);
    }
    String what = "key " + id + " of history " + entityId;
    if (stored.length != SIZE || stored[0] != WRAPPED) {
      throw new DamagedException(what, new IllegalArgumentException("not the form of a key"));
    }
    ByteBuffer in = ByteBuffer.wrap(stored, 1, stored.length - 1);
    WorkspaceKey by = workspaces.version(EntityId.workspaceOf(entityId), in.getInt());
    byte[] check = new byte[CHECK_BYTES];
    in.get(check);
    if (!Arrays.equals(check, by.check())) {
      throw new KeyUnavailableException(
          by.place()
              + " is not the key that "
              + what
              + " was wrapped with; put the right file back from a backup. Nothing is erased: what"
              + " is stored can be read again with the right file");
    }
    try {
      byte[] key = Gcm.decrypt(by.key(), place(entityId, id), stored, NONCE_AT, TEXT_AT);
      return new DataKey(id, new SecretKeySpec(key, Gcm.ALGORITHM));
    } catch (AEADBadTagException changed) {
      throw new DamagedException(what, changed);
    }
  }

  private static byte[] place(String entityId, String keyId) {
    return ("key " + keyId + " of " + entityId).getBytes(UTF_8);
  }
}
