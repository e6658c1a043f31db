package io.hie.sharding.seal;

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
