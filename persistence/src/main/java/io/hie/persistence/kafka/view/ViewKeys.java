package io.hie.persistence.kafka.view;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of the view. A letter says what it is, then come the partition and, with its length
 * before it so that no id is the beginning of another, the persistence id; numbers are big-endian,
 * so that they sort.
 */
final class ViewKeys {
  static final char EVENT = 'e';
  static final char HEAD = 'h';
  static final char SNAPSHOT = 's';
  static final char CLAIM = 'c';
  static final char OFFSET = 'o';
  static final char ABOUT = 'm';

  private ViewKeys() {}

  static byte[] ofId(char what, int partition, String id) {
    return build(what, partition, id, 0).array();
  }

  static byte[] ofId(char what, int partition, String id, long number) {
    return build(what, partition, id, Long.BYTES).putLong(number).array();
  }

  /** What all keys of a partition begin with. */
  static List<byte[]> allOf(int partition) {
    List<byte[]> prefixes = new ArrayList<>();
    char[] whats = {
      EVENT, HEAD, SNAPSHOT, CLAIM, OpenLetters.BY_PLACE, OpenLetters.BY_EVENT, OpenLetters.NEWS
    };
    for (char what : whats) {
      prefixes.add(ByteBuffer.allocate(4).put(tag(what)).putShort((short) partition).array());
    }
    for (Source source : Source.values()) {
      prefixes.add(offset(source, partition));
    }
    return prefixes;
  }

  /** All claims of a partition begin so. */
  static byte[] claims(int partition) {
    return ByteBuffer.allocate(4).put(tag(CLAIM)).putShort((short) partition).array();
  }

  /** The heads of a partition begin so. */
  static byte[] heads(int partition) {
    return ByteBuffer.allocate(4).put(tag(HEAD)).putShort((short) partition).array();
  }

  static byte[] offset(Source source, int partition) {
    return ByteBuffer.allocate(5)
        .put(tag(OFFSET))
        .put((byte) source.letter)
        .putShort((short) partition)
        .array();
  }

  static byte[] about(String what) {
    byte[] name = what.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + name.length).put(tag(ABOUT)).put(name).array();
  }

  /** The number at the end of a key made with one. */
  static long number(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }

  /** The id in a key of an id. */
  static String idWithLength(byte[] key) {
    int length = Short.toUnsignedInt(ByteBuffer.wrap(key).getShort(4));
    return new String(key, 6, length, StandardCharsets.UTF_8);
  }

  /** The id in a key made without a number. */
  static String id(byte[] key) {
    return new String(key, 6, key.length - 6, StandardCharsets.UTF_8);
  }

  private static ByteBuffer build(char what, int partition, String id, int more) {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    if (name.length > 0xFFFF) {
      throw new IllegalArgumentException("a persistence id may have 65535 bytes, not more");
    }
    return ByteBuffer.allocate(6 + name.length + more)
        .put(tag(what))
        .putShort((short) partition)
        .putShort((short) name.length)
        .put(name);
  }

  private static byte[] tag(char what) {
    return new byte[] {(byte) what, '|'};
  }
}
