package io.hie.actormodel.library;

/** A jar cannot be used; the text says why and is for its author. */
final class BrokenJarException extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenJarException(String message) {
    super(message);
  }
}
