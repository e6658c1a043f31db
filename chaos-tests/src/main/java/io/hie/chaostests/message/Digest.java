package io.hie.chaostests.message;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What stands for a message's bytes in a ledger: two unlike CRCs of 32 bits in one number. Both run
 * in hardware. Together with the length they find any accidental change; they are no defence
 * against a forger, and none is needed here.
 */
public final class Digest {
  private Digest() {}

  public static long of(byte[] bytes, int offset, int length) {
    CRC32C first = new CRC32C();
    first.update(bytes, offset, length);
    CRC32 second = new CRC32();
    second.update(bytes, offset, length);
    return first.getValue() << 32 | second.getValue();
  }
}
