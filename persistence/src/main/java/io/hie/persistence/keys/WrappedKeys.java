package io.hie.persistence.keys;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps small values by id in the journal's own medium, such as keys that are wrapped elsewhere.
 * Safe from any thread; never blocks.
 *
 * <p>A value that was put over another one makes that one vanish from the medium: from Kafka within
 * two hours (see {@code hie.kafka.keys-lag}), from a database when it next reclaims its space.
 */
public interface WrappedKeys extends AutoCloseable {
  /** The most bytes of a value. */
  int MOST_BYTES = 100;

  /**
   * What is kept under an id. If nothing is here yet, it is made certain that nothing is in the
   * medium.
   */
  CompletionStage<Optional<byte[]>> find(String id);

  /**
   * Keeps a value in the place of any earlier one.
   *
   * @param value up to {@link #MOST_BYTES}
   * @return done when it is durable, and found on this node
   */
  CompletionStage<Void> put(String id, byte[] value);

  @Override
  void close();
}
