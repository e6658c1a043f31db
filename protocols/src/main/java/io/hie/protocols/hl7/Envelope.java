package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;

/**
 * The segments that messages and batches begin and end with. Those that begin one carry separators
 * of their own, so they are known by their form whatever separators came before.
 */
final class Envelope {
  static final int MSH = Er7.name("MSH");
  static final int FHS = Er7.name("FHS");
  static final int BHS = Er7.name("BHS");
  static final int BTS = Er7.name("BTS");
  static final int FTS = Er7.name("FTS");

  private Envelope() {}

  /** Whether a segment of this name has separators of its own. */
  static boolean isHeader(int name) {
    return name == MSH || name == FHS || name == BHS;
  }

  /**
   * Whether one begins here: a header with two separators, or a trailer with one and a count or
   * nothing behind it. A line of text that only begins with the same letters is neither.
   */
  static boolean begins(Payload raw, int at) {
    int name = Er7.name(raw, at);
    boolean header = isHeader(name);
    boolean trailer = name == BTS || name == FTS;
    int next = at + 4;
    if (!(header || trailer) || next > raw.size() || !Delimiters.isSeparator(raw.at(at + 3))) {
      return false;
    }
    if (next == raw.size()) {
      return trailer;
    }
    int b = raw.at(next);
    return header
        ? Delimiters.isSeparator(b)
        : (b >= '0' && b <= '9') || b == raw.at(at + 3) || Er7.isLineEnd(b);
  }
}
