package io.hie.persistence.search;

import io.hie.actormodel.history.search.FoundMessage;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as a row.
 *
 * @param event number of the last event that it knows; what is not after that is known already
 * @param place its time in milliseconds and 22 bits of its name: where it is in the order of all
 *     messages, the same whoever makes it and whenever
 * @param changed milliseconds since 1970
 */
record Row(
    Name name,
    long event,
    long place,
    long changed,
    String messageId,
    @Nullable String controlId,
    Shape shape) {
  private static final int NAME_BITS = 22;

  /** Which message it is. */
  record Name(String workspace, String project, UUID hash, long message) {

    /** Of a message of a history, by its id. */
    static Name of(String history, long message) {
      int first = history.indexOf('/');
      int second = history.indexOf('/', first + 1);
      return new Name(
          history.substring(0, first),
          history.substring(first + 1, second),
          Row.hash(history.substring(second + 1)),
          message);
    }

    String history() {
      return workspace
          + "/"
          + project
          + "/"
          + HexFormat.of().toHexDigits(hash.getMostSignificantBits())
          + HexFormat.of().toHexDigits(hash.getLeastSignificantBits());
    }
  }

  /**
   * The hash of a key.
   *
   * @throws IllegalArgumentException if the text is not 32 hexadecimal digits
   */
  static UUID hash(String text) {
    if (text.length() != 32) {
      throw new IllegalArgumentException("a hash has 32 hexadecimal digits");
    }
    return new UUID(
        HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
  }

  static long place(Instant at, Name name) {
    int bits = (31 * name.hash().hashCode() + Long.hashCode(name.message())) * 0x9E3779B9;
    return firstPlace(at) | (bits >>> (Integer.SIZE - NAME_BITS));
  }

  /** The first place of a millisecond. */
  static long firstPlace(Instant at) {
    return Math.clamp(at.toEpochMilli(), 0, Long.MAX_VALUE >> NAME_BITS) << NAME_BITS;
  }

  Instant at() {
    return Instant.ofEpochMilli(place >> NAME_BITS);
  }

  FoundMessage found() {
    return new FoundMessage(
        messageId,
        name.history(),
        name.message(),
        shape.kind(),
        at(),
        Instant.ofEpochMilli(changed),
        shape.service(),
        shape.type(),
        shape.version(),
        shape.sender(),
        controlId,
        shape.status(),
        shape.legs());
  }
}
