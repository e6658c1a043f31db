package io.hie.chaostests.message;

/** Writes into a byte array of known size from left to right. */
final class ByteWriter {
  private final byte[] target;
  private int at;

  ByteWriter(int size) {
    this.target = new byte[size];
  }

  void one(int value) {
    target[at++] = (byte) value;
  }

  void bytes(byte[] source) {
    System.arraycopy(source, 0, target, at, source.length);
    at += source.length;
  }

  /** A decimal number, filled up with zeros on the left. */
  void digits(long value, int width) {
    long rest = value;
    for (int i = at + width - 1; i >= at; i--) {
      target[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    at += width;
  }

  /** {@code length} bytes of a text that begins again when it ends. */
  void repeated(byte[] text, int length) {
    for (int left = length; left > 0; left -= text.length) {
      int now = Math.min(left, text.length);
      System.arraycopy(text, 0, target, at, now);
      at += now;
    }
  }

  /** The array, which must have been filled to its end. */
  byte[] finished() {
    if (at != target.length) {
      throw new IllegalStateException(at + " bytes written of " + target.length);
    }
    return target;
  }
}
