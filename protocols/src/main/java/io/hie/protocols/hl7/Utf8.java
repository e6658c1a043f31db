package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.nio.ByteBuffer;

/** Tells UTF-8 (RFC 3629) from other bytes. */
final class Utf8 {
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private Utf8() {}

  static boolean isAscii(Payload raw) {
    return asciiUntil(raw.asByteBuffer(), 0) == raw.size();
  }

  /** Position of the first byte that is not part of a well-formed character, or -1. */
  static int firstFault(Payload raw) {
    ByteBuffer bytes = raw.asByteBuffer();
    int i = 0;
    while ((i = asciiUntil(bytes, i)) < bytes.limit()) {
      int length = characterAt(bytes, i);
      if (length == 0) {
        return i;
      }
      i += length;
    }
    return -1;
  }

  /** The first position from {@code i} on that is not ASCII; eight bytes at a time. */
  private static int asciiUntil(ByteBuffer bytes, int i) {
    int at = i;
    int limit = bytes.limit();
    while (at + Long.BYTES <= limit && (bytes.getLong(at) & HIGH_BITS) == 0) {
      at += Long.BYTES;
    }
    while (at < limit && bytes.get(at) >= 0) {
      at++;
    }
    return at;
  }

  /** Length of the character of two to four bytes at {@code i}, 0 if there is none. */
  private static int characterAt(ByteBuffer bytes, int i) {
    int lead = bytes.get(i) & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (i + length > bytes.limit()) {
      return 0;
    }
    int second = bytes.get(i + 1) & 0xFF;
    int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80; // else written too long
    int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF; // no surrogates, none beyond
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int k = 2; k < length; k++) {
      if ((bytes.get(i + k) & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
