package io.hie.actormodel.item;

/**
 * What a look at the outside of an item found.
 *
 * @param target what was looked at, for people, without anything secret
 * @param detail one sentence for people: what was found, and what to do if it is not well
 */
public record ConnectionTest(Finding finding, String target, String detail) {

  /** What was found. */
  public enum Finding {
    /** It can be worked with. */
    WELL,
    /** The type of item has no outside, or cannot look at it. */
    NOTHING_TO_TEST,
    /** A setting is wrong, such as a directory that is not there. */
    MISCONFIGURED,
    /** The host's name is not known. */
    UNKNOWN_HOST,
    /** The host is there, and nobody listens. */
    REFUSED,
    /** Nothing came back in time. */
    TIMEOUT,
    /** One of the two does not take the other's certificate, or does not speak TLS. */
    CERTIFICATE,
    /** It cannot be reached for another reason. */
    UNREACHABLE
  }

  /** For what has no outside. */
  public static ConnectionTest nothing() {
    return new ConnectionTest(Finding.NOTHING_TO_TEST, "", "this type of item has no outside");
  }
}
