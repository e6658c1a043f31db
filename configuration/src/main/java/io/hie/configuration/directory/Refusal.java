package io.hie.configuration.directory;

/**
 * Why a change was not made; nothing is different.
 *
 * @param type stable, such as {@code no-user}
 * @param detail what to do about it
 */
public record Refusal(Kind kind, String type, String title, String detail) implements Stored {
  /** How a refusal is to be taken. */
  public enum Kind {
    /** What it is about is not there. */
    NOT_FOUND,
    /** It does not go with what there is. */
    CONFLICT,
    /** Somebody changed it since it was looked at. */
    STALE,
    /** The request itself is wrong. */
    INVALID,
    /** Name, password or token are not right, or are not good any more. */
    NOT_AUTHENTICATED
  }

  static Refusal notFound(String what, String name) {
    return new Refusal(
        Kind.NOT_FOUND, "no-" + what, "No such " + what, "there is no " + what + " " + name);
  }

  static Refusal conflict(String type, String title, String detail) {
    return new Refusal(Kind.CONFLICT, type, title, detail);
  }

  static Refusal invalid(String type, String title, String detail) {
    return new Refusal(Kind.INVALID, type, title, detail);
  }

  static Refusal notAuthenticated(String type, String title, String detail) {
    return new Refusal(Kind.NOT_AUTHENTICATED, type, title, detail);
  }

  static Refusal stale(String what, long is) {
    return new Refusal(
        Kind.STALE,
        "other-version",
        "It was changed meanwhile",
        what + " is at revision " + is + "; look at it again and repeat");
  }
}
