package io.hie.sharding.seal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** The keys that data keys are wrapped with: one or more versions for each workspace. */
public interface WorkspaceKeys {

  /**
   * A key of a workspace.
   *
   * @param version from 1; the highest wraps, all unwrap
   * @param place where it is kept, for people
   */
  record WorkspaceKey(int version, SecretKey key, String place) {
    private static final int CHECK_BYTES = 4;

    /** Four bytes that tell this key from another and give nothing of it away. */
    public byte[] check() {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("hie workspace key".getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(digest.digest(key.getEncoded()), CHECK_BYTES);
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java platform has SHA-256", impossible);
      }
    }

    @Override
    public String toString() {
      return "WorkspaceKey[" + version + " in " + place + "]";
    }
  }

  /**
   * The key that wraps.
   *
   * @throws KeyUnavailableException if there is none and none may be made
   */
  WorkspaceKey newest(String workspace);

  /**
   * A key that something was wrapped with.
   *
   * @throws KeyUnavailableException if it is not there; the text says where it should be
   */
  WorkspaceKey version(String workspace, int version);
}
