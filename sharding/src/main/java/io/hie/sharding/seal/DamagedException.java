package io.hie.sharding.seal;

/** What was sealed is not what was stored: changed, cut or moved by somebody or something. */
public final class DamagedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedException(String what, Throwable cause) {
    super(
        what
            + " was changed or moved after it was stored and does not open; restore the log from a"
            + " backup to see it",
        cause);
  }
}
