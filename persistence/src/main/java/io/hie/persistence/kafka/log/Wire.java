package io.hie.persistence.kafka.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes and reads the few shapes the codec is made of. Numbers are LEB128, so small ones are
 * short.
 */
final class Wire {
  private Wire() {}

  static final class Writer {
    private byte[] buffer;
    private int length;

    Writer(int expected) {
      buffer = new byte[Math.max(16, expected)];
    }

    void byteValue(int value) {
      ensure(1);
      buffer[length++] = (byte) value;
    }

    void number(long value) {
      ensure(10);
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        buffer[length++] = (byte) ((rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      buffer[length++] = (byte) rest;
    }

    void signed(long value) {
      number((value << 1) ^ (value >> 63));
    }

    void fixed(long value) {
      ensure(8);
      for (int shift = 56; shift >= 0; shift -= 8) {
        buffer[length++] = (byte) (value >>> shift);
      }
    }

    void bytes(byte[] value) {
      number(value.length);
      ensure(value.length);
      System.arraycopy(value, 0, buffer, length, value.length);
      length += value.length;
    }

    void text(String value) {
      bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
      return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    private void ensure(int more) {
      if (buffer.length - length < more) {
        buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
      }
    }
  }

  static final class Reader {
    private final byte[] buffer;
    private int at;

    Reader(byte[] buffer) {
      this.buffer = buffer;
    }

    int byteValue() {
      need(1);
      return buffer[at++] & 0xFF;
    }

    long number() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        int next = byteValue();
        value |= (long) (next & 0x7F) << shift;
        if (next < 0x80) {
          return value;
        }
      }
      throw new MalformedRecordException("a number has more than ten bytes");
    }

    long signed() {
      long value = number();
      return (value >>> 1) ^ -(value & 1);
    }

    long fixed() {
      need(8);
      long value = 0;
      for (int i = 0; i < 8; i++) {
        value = (value << 8) | (buffer[at++] & 0xFF);
      }
      return value;
    }

    byte[] bytes() {
      int length = count();
      byte[] value = Arrays.copyOfRange(buffer, at, at + length);
      at += length;
      return value;
    }

    String text() {
      int length = count();
      String value = new String(buffer, at, length, StandardCharsets.UTF_8);
      at += length;
      return value;
    }

    /** A length or number of parts: never more than there are bytes left. */
    int count() {
      long count = number();
      if (count < 0 || count > buffer.length - at) {
        throw new MalformedRecordException("it ends before what it announces");
      }
      return (int) count;
    }

    void end() {
      if (at != buffer.length) {
        throw new MalformedRecordException("it has bytes after its end");
      }
    }

    private void need(int bytes) {
      if (buffer.length - at < bytes) {
        throw new MalformedRecordException("it ends too early");
      }
    }
  }
}
