package io.hie.actormodel.production;

/** A document that is neither JSON nor YAML, or breaks a limit. Its message quotes no values. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String hint;

  UnreadableException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  UnreadableException(int line, int column, String message, String hint) {
    this("line " + line + ", column " + column + ": " + message, hint);
  }

  String hint() {
    return hint;
  }
}
