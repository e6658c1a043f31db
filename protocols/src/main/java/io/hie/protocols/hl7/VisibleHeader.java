package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.StandardCharsets;

/**
 * What an answer needs of a message that cannot be read: its MSH fields as far as they can be told
 * apart, in a header that can be.
 */
final class VisibleHeader {
  private static final Delimiters USUAL = new Delimiters('|', '^', '~', '\\', '&');
  private static final int LAST_FIELD = 18;
  private static final int MOST_BYTES = 250; // of a field; what is longer is none of MSH's

  private VisibleHeader() {}

  static Hl7Message of(Payload seen) {
    try {
      return Hl7Message.read(seen);
    } catch (NotHl7Exception unreadable) {
      return Hl7Message.read(repaired(seen));
    }
  }

  private static Payload repaired(Payload seen) {
    int start = HeaderStart.skip(seen);
    boolean named = Er7.name(seen, start) == Er7.name("MSH") && start + 3 < seen.size();
    int separator = named ? seen.at(start + 3) : '|';
    boolean visible = named && Delimiters.isSeparator(separator) && !isUsual(separator);
    Delimiters delimiters = visible ? new Delimiters(separator, '^', '~', '\\', '&') : USUAL;
    Er7Writer out = new Er7Writer(delimiters, StandardCharsets.US_ASCII);
    out.plain("MSH").field().plain("^~\\&");
    int end = visible ? Er7.lineEnd(seen, start) : 0;
    int from = visible ? Er7.find(seen, separator, start + 4, end) + 1 : 1;
    for (int n = 3; n <= LAST_FIELD; n++) {
      out.field();
      if (from <= end) {
        int to = Er7.find(seen, separator, from, end);
        if (isHarmless(seen, from, to)) {
          out.copy(seen, Er7.span(from, to));
        }
        from = to + 1;
      }
    }
    return out.endSegment().toPayload();
  }

  private static boolean isUsual(int separator) {
    return separator == '^' || separator == '~' || separator == '\\' || separator == '&';
  }

  private static boolean isHarmless(Payload seen, int from, int to) {
    if (to - from > MOST_BYTES) {
      return false;
    }
    for (int i = from; i < to; i++) {
      int b = seen.at(i);
      if (b >= 0 && b < ' ') {
        return false;
      }
    }
    return true;
  }
}
