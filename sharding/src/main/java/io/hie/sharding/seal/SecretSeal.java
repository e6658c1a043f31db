package io.hie.sharding.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.actormodel.envelope.Payload;
import io.hie.sharding.seal.WorkspaceKeys.WorkspaceKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets of workspaces as bodies of messages are: each under a key of its own, which is
 * wrapped by its workspace's. Sealed, a secret is the id of its key, the wrapped key, and the
 * encrypted text, in Base64. It opens only under its own name and workspace. Reads files of keys,
 * so it may wait for the disk; safe from any thread.
 */
public final class SecretSeal {
  private static final int ID_BYTES = 8;
  private static final int TEXT_AT = ID_BYTES + WrappedDataKeys.SIZE;

  private final WorkspaceKeys workspaces;

  public SecretSeal(WorkspaceKeys workspaces) {
    this.workspaces = workspaces;
  }

  /**
   * Seals.
   *
   * @throws KeyUnavailableException if the workspace has no key
   */
  public String seal(String workspace, String name, String text) {
    byte[] id = new byte[ID_BYTES];
    byte[] bytes = new byte[Gcm.KEY_BYTES];
    Gcm.RANDOM.nextBytes(id);
    Gcm.RANDOM.nextBytes(bytes);
    String keyId = HexFormat.of().formatHex(id);
    WorkspaceKey by = workspaces.newest(workspace);
    byte[] wrapped = WrappedDataKeys.wrap(entity(workspace, name), keyId, bytes, by);
    byte[] sealed =
        new DataKey(keyId, new SecretKeySpec(bytes, Gcm.ALGORITHM))
            .seal(text.getBytes(UTF_8), place(workspace, name))
            .toByteArray();
    byte[] all = Arrays.copyOf(id, TEXT_AT + sealed.length);
    System.arraycopy(wrapped, 0, all, ID_BYTES, wrapped.length);
    System.arraycopy(sealed, 0, all, TEXT_AT, sealed.length);
    return new String(Base64.getEncoder().encode(all), ISO_8859_1);
  }

  /**
   * Opens.
   *
   * @throws KeyUnavailableException if the workspace's key is not there or not the right one
   * @throws DamagedException if this is not what was sealed under this name
   */
  public String open(String workspace, String name, String sealed) {
    String what = "the secret " + name + " of workspace " + workspace;
    try {
      byte[] all = Base64.getDecoder().decode(sealed);
      if (all.length <= TEXT_AT) {
        throw new IllegalArgumentException("too short");
      }
      String keyId = HexFormat.of().formatHex(all, 0, ID_BYTES);
      DataKey key =
          WrappedDataKeys.unwrap(
              workspaces,
              entity(workspace, name),
              keyId,
              Arrays.copyOfRange(all, ID_BYTES, TEXT_AT));
      return new String(
          key.open(
              Payload.wrap(Arrays.copyOfRange(all, TEXT_AT, all.length)), place(workspace, name)),
          UTF_8);
    } catch (IllegalArgumentException | AEADBadTagException notOurs) {
      throw new DamagedException(what, notOurs);
    }
  }

  /** No project's name has a colon, so that no history has this id. */
  private static String entity(String workspace, String name) {
    return workspace + "/secret:/" + name;
  }

  private static byte[] place(String workspace, String name) {
    return entity(workspace, name).getBytes(UTF_8);
  }
}
