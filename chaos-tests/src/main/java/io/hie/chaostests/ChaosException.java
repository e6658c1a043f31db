package io.hie.chaostests;

/** Something that whoever runs a scenario can mend. The message says what, where and how. */
public final class ChaosException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ChaosException(String message) {
    super(message);
  }

  public ChaosException(String message, Throwable cause) {
    super(message, cause);
  }
}
