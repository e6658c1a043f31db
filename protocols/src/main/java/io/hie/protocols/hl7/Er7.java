package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;

/**
 * Finds things in delimited bytes. A place is a span, two positions packed into a long so that
 * finding allocates nothing. Every search is one pass over bytes not yet seen, so no input makes it
 * slow.
 */
final class Er7 {
  /** There is no such place. */
  static final long NOWHERE = -1L;

  private Er7() {}

  static long span(int from, int to) {
    return ((long) from << 32) | to;
  }

  static int from(long span) {
    return (int) (span >>> 32);
  }

  static int to(long span) {
    return (int) span;
  }

  static boolean isEmpty(long span) {
    return span == NOWHERE || from(span) == to(span);
  }

  /** Position of the first {@code wanted} in a range, or its end if there is none. */
  static int find(Payload raw, int wanted, int from, int to) {
    int i = from;
    while (i < to && raw.at(i) != wanted) {
      i++;
    }
    return i;
  }

  /** The {@code n}th piece, from 1, of a span cut at {@code separator}. */
  static long piece(Payload raw, long span, int separator, int n) {
    if (span == NOWHERE) {
      return NOWHERE;
    }
    int to = to(span);
    int start = from(span);
    for (int skipped = 1; skipped < n; skipped++) {
      int cut = find(raw, separator, start, to);
      if (cut == to) {
        return NOWHERE;
      }
      start = cut + 1;
    }
    return span(start, find(raw, separator, start, to));
  }

  /** Where the piece after {@code piece} begins, or -1 if it was the last of {@code whole}. */
  static int after(long piece, long whole) {
    return to(piece) < to(whole) ? to(piece) + 1 : -1;
  }

  static boolean isBlank(int b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  static boolean isLineEnd(int b) {
    return b == '\r' || b == '\n';
  }

  /** The first position in a range that is not white space, or its end. */
  static int skipBlanks(Payload raw, int from, int to) {
    int i = from;
    while (i < to && isBlank(raw.at(i))) {
      i++;
    }
    return i;
  }

  /**
   * Where the segment ends that begins before or at {@code from}. A carriage return, line feed or
   * both end it if a segment, or nothing, follows; otherwise they are part of a field's text, which
   * some senders break without escaping.
   */
  static int segmentEnd(Payload raw, int from, int field) {
    int size = raw.size();
    int i = from;
    while (i < size) {
      if (isLineEnd(raw.at(i))) {
        int next = skipBlanks(raw, i, size);
        if (next == size || beginsSegment(raw, next, field)) {
          return i;
        }
        i = next;
      } else {
        i++;
      }
    }
    return size;
  }

  /** Where the line ends that {@code from} is in, whatever follows: MSH has no text to break. */
  static int lineEnd(Payload raw, int from) {
    int i = from;
    while (i < raw.size() && !isLineEnd(raw.at(i))) {
      i++;
    }
    return i;
  }

  /** Where the segment after the one that ends at {@code end} begins, or -1. */
  static int segmentAfter(Payload raw, int end) {
    int next = skipBlanks(raw, end, raw.size());
    return next == raw.size() ? -1 : next;
  }

  private static boolean beginsSegment(Payload raw, int at, int field) {
    int end = at + 3;
    if (end > raw.size()
        || !isCapital(raw.at(at))
        || !isCapitalOrDigit(raw.at(at + 1))
        || !isCapitalOrDigit(raw.at(at + 2))) {
      return false;
    }
    return end == raw.size()
        || raw.at(end) == field
        || isLineEnd(raw.at(end))
        || Envelope.begins(raw, at);
  }

  private static boolean isCapital(int b) {
    return b >= 'A' && b <= 'Z';
  }

  private static boolean isCapitalOrDigit(int b) {
    return isCapital(b) || (b >= '0' && b <= '9');
  }

  /** The name of the segment at a span as one number; 0 if what is there has none. */
  static int segmentName(Payload raw, int at, int end, int field) {
    return at + 3 == end || (at + 3 < end && raw.at(at + 3) == field) ? name(raw, at) : 0;
  }

  /** The three bytes at a position as one number; 0 if there are not three. */
  static int name(Payload raw, int at) {
    return at + 3 > raw.size() ? 0 : name(raw.at(at), raw.at(at + 1), raw.at(at + 2));
  }

  static int name(String segment) {
    return name(segment.charAt(0), segment.charAt(1), segment.charAt(2));
  }

  private static int name(int a, int b, int c) {
    return (a & 0xFF) << 16 | (b & 0xFF) << 8 | (c & 0xFF);
  }
}
