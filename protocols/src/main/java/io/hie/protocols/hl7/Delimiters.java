package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;

/**
 * The separators of one message, from its MSH-1 and MSH-2 (HL7 v2 chapter 2, "Message delimiters").
 * A separator that MSH-2 leaves out is not used in the message and is {@link #NONE}.
 */
record Delimiters(int field, int component, int repetition, int escape, int subcomponent) {
  /** Equal to no byte. */
  static final int NONE = Integer.MIN_VALUE;

  private static final int MOST_ENCODING_CHARACTERS = 5; // the fifth, since 2.7, marks truncation

  /**
   * Reads them.
   *
   * @param field MSH-1
   * @param from where MSH-2 begins
   * @param to where it ends
   * @throws NotHl7Exception if they cannot be told apart
   */
  static Delimiters read(Payload raw, int field, int from, int to) {
    int count = to - from;
    if (count < 1 || count > MOST_ENCODING_CHARACTERS) {
      throw bad("MSH-2 has " + count + " characters, expected 1 to 5 such as ^~\\&");
    }
    requireSeparator(field, "MSH-1");
    for (int i = from; i < to; i++) {
      requireSeparator(raw.at(i), "MSH-2, character " + (i - from + 1));
      for (int j = from; j < i; j++) {
        if (raw.at(j) == raw.at(i)) {
          throw bad("MSH-2 has the same character at " + (j - from + 1) + " and " + (i - from + 1));
        }
      }
    }
    return new Delimiters(
        field,
        raw.at(from),
        count > 1 ? raw.at(from + 1) : NONE,
        count > 2 ? raw.at(from + 2) : NONE,
        count > 3 ? raw.at(from + 3) : NONE);
  }

  private static void requireSeparator(int b, String place) {
    if (!isSeparator(b)) {
      throw bad(place + " is a letter, a digit, a blank or not printable: no separator");
    }
  }

  /** Whether a byte can separate: printable ASCII, no letter, no digit, no blank, no quote. */
  static boolean isSeparator(int b) {
    boolean alphanumeric =
        (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    return b > ' ' && b < 0x7F && b != '"' && !alphanumeric;
  }

  private static NotHl7Exception bad(String message) {
    return new NotHl7Exception(NotHl7Exception.BAD_ENCODING_CHARACTERS, message);
  }
}
