package io.hie.sharding.seal;

/** The key was destroyed on purpose; what was sealed with it will never be read again. */
public final class ErasedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ErasedException(String entityId) {
    super("the contents of history " + entityId + " were erased");
  }
}
