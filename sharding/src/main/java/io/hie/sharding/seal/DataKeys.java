package io.hie.sharding.seal;

import java.util.concurrent.CompletionStage;

/** The data keys of histories. Safe from any thread; never blocks. */
public interface DataKeys {

  /**
   * Makes a key for a history.
   *
   * @return done when it is durable, so that what is sealed with it can be opened for as long as it
   *     is not destroyed; fails with {@link KeyUnavailableException} if the workspace has no key
   */
  CompletionStage<DataKey> make(String entityId);

  /**
   * A key of a history. Fails with {@link ErasedException} if it was destroyed, with {@link
   * KeyUnavailableException} if it or its workspace's key is not there, with {@link
   * DamagedException} if it was changed.
   */
  CompletionStage<DataKey> find(String entityId, String keyId);

  /** Destroys a key; done when that is durable. Safe to repeat. */
  CompletionStage<Void> destroy(String entityId, String keyId);
}
