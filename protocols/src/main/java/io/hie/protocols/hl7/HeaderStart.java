package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;

/** Finds where a message begins, past what editors, senders and file systems put before it. */
final class HeaderStart {
  private static final int MARK_LENGTH = 3;

  private HeaderStart() {}

  /**
   * Position of MSH.
   *
   * @throws NotHl7Exception if something else comes first
   */
  static int find(Payload raw) {
    int start = findAny(raw);
    if (Er7.name(raw, start) != Envelope.MSH) {
      throw new NotHl7Exception(
          NotHl7Exception.BATCH, "it is a batch (FHS or BHS), not a message; split it first");
    }
    return start;
  }

  /**
   * Position of MSH, FHS or BHS.
   *
   * @throws NotHl7Exception if something else comes first
   */
  static int findAny(Payload raw) {
    int start = skip(raw);
    if (start == raw.size()) {
      throw new NotHl7Exception(NotHl7Exception.EMPTY, "there is nothing in the message");
    }
    if (Envelope.isHeader(Er7.name(raw, start))) {
      return start;
    }
    if (isWide(raw)) {
      throw new NotHl7Exception(
          NotHl7Exception.UTF_16, "it is in UTF-16 or UTF-32; send it in UTF-8 or ISO 8859");
    }
    throw new NotHl7Exception(
        NotHl7Exception.NO_MSH,
        "it does not begin with an MSH segment; what begins at byte " + start + " is none");
  }

  /** The first position that is neither white space nor a byte order mark of UTF-8. */
  static int skip(Payload raw) {
    int start = Er7.skipBlanks(raw, 0, raw.size());
    return isMark(raw, start) ? Er7.skipBlanks(raw, start + MARK_LENGTH, raw.size()) : start;
  }

  /** Whether a byte order mark of UTF-8 stands somewhere before {@code start}. */
  static boolean isMarked(Payload raw, int start) {
    return start >= MARK_LENGTH && isMark(raw, Er7.skipBlanks(raw, 0, start));
  }

  private static boolean isMark(Payload raw, int at) {
    return at + MARK_LENGTH <= raw.size()
        && raw.at(at) == (byte) 0xEF
        && raw.at(at + 1) == (byte) 0xBB
        && raw.at(at + 2) == (byte) 0xBF;
  }

  private static boolean isWide(Payload raw) {
    if (raw.size() < 2) {
      return false;
    }
    int first = raw.at(0) & 0xFF;
    int second = raw.at(1) & 0xFF;
    return (first == 0xFE && second == 0xFF)
        || (first == 0xFF && second == 0xFE)
        || (first == 0 && (second == 'M' || second == 0))
        || (first == 'M' && second == 0);
  }
}
