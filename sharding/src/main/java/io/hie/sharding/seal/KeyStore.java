package io.hie.sharding.seal;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where wrapped keys are kept. Safe from any thread; never blocks. */
public interface KeyStore {

  /**
   * What is kept under an id; looked for until it is certain that there is nothing.
   *
   * @param entityId whose
   */
  CompletionStage<Optional<byte[]>> find(String entityId, String keyId);

  /**
   * Keeps a value in the place of any earlier one, which must then vanish from all media within the
   * time that the store promises.
   *
   * @return done when it is durable
   */
  CompletionStage<Void> put(String entityId, String keyId, byte[] value);
}
