package io.hie.chaostests.message;

/** Numbers in bytes. */
final class Numbers {
  private Numbers() {}

  /** The decimal number of 1 to 18 digits at this place, or -1 if there is anything else. */
  static long read(byte[] bytes, int offset, int length) {
    if (length < 1 || length > 18) {
      return -1;
    }
    long value = 0;
    for (int i = offset; i < offset + length; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** A well mixed 64 bit number from two (the finaliser of SplitMix64). */
  static long mix(long seed, long number) {
    long z = seed + number * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
