package io.hie.actormodel.envelope;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes message ids: RFC 9562 UUIDs of version 7, so that they sort by time. Unique, not secret:
 * their random part comes from a fast generator and must not be used as a token.
 */
public final class MessageId {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private MessageId() {}

  /** A new id, 36 characters. Safe from any thread; well under a microsecond. */
  public static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return format(System.currentTimeMillis(), random.nextLong(), random.nextLong());
  }

  @SuppressWarnings(
      "deprecation") // the one String constructor that takes Latin-1 bytes as they are
  static String format(long epochMillis, long randomA, long randomB) {
    long high = (epochMillis << 16) | 0x7000L | (randomA & 0x0FFFL);
    long low = 0x8000_0000_0000_0000L | (randomB & 0x3FFF_FFFF_FFFF_FFFFL);
    byte[] text = new byte[36];
    int at = 0;
    for (int digit = 0; digit < 32; digit++) {
      if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
        text[at++] = '-';
      }
      long half = digit < 16 ? high : low;
      text[at++] = (byte) HEX[(int) (half >>> (60 - 4 * (digit & 15))) & 15];
    }
    return new String(text, 0);
  }
}
