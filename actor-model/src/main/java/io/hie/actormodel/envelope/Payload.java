package io.hie.actormodel.envelope;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * An immutable run of bytes, exactly as received. Its text form says only how long it is, so that
 * no log line or exception can carry patient data by accident.
 */
public final class Payload {
  private static final Payload EMPTY = new Payload(new byte[0]);

  private final byte[] bytes;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A payload with a copy of {@code bytes}. */
  public static Payload copyOf(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes.clone());
  }

  /**
   * A payload around {@code bytes} without a copy; the caller gives the array away and must not
   * touch it again.
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Payload wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Payload(bytes);
  }

  /** The text in {@code charset}. */
  public static Payload of(String text, Charset charset) {
    return wrap(text.getBytes(charset));
  }

  public int size() {
    return bytes.length;
  }

  public byte at(int index) {
    return bytes[index];
  }

  /** A fresh copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The bytes without a copy, for reading only. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** The text between two byte positions, the second not included. */
  public String decode(int from, int to, Charset charset) {
    return new String(bytes, from, to - from, charset);
  }

  public String decode(Charset charset) {
    return decode(0, bytes.length, charset);
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }

  /** For serializers, which only read. */
  @JsonValue
  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Payload[" + bytes.length + " bytes]";
  }
}
