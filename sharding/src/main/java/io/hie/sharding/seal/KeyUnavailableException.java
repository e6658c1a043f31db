package io.hie.sharding.seal;

/**
 * A key that should be there is not, or is not the right one. Nothing is erased by that: what was
 * sealed can be read again when the key is back. The text says what is missing and what to do.
 */
public final class KeyUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KeyUnavailableException(String message) {
    super(message);
  }

  public KeyUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
