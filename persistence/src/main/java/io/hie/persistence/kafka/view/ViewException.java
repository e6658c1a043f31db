package io.hie.persistence.kafka.view;

/** The view cannot be used. Says why and what to do; nothing is lost by deleting a view. */
public final class ViewException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ViewException(String message) {
    super(message);
  }

  public ViewException(String message, Throwable cause) {
    super(message, cause);
  }
}
