package io.hie.httpapi;

import java.util.concurrent.CompletionStage;

/** Encrypts secrets before anything else is done with them. Safe from any thread. */
@FunctionalInterface
public interface SecretVault {

  /**
   * Seals a secret for its workspace and name.
   *
   * @return what is to be kept; failed with {@link io.hie.sharding.seal.KeyUnavailableException} if
   *     the workspace's key cannot be had
   */
  CompletionStage<String> seal(String workspace, String name, String value);
}
