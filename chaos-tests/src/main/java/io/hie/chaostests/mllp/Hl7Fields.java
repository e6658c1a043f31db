package io.hie.chaostests.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * Where the fields of one segment are, found by a scan for the field separator that the message's
 * own MSH-1 gives. Fields are numbered as HL7 numbers them; one that is not there has the length 0.
 */
public final class Hl7Fields {
  private static final int FIELDS = 24;

  private final byte[] bytes;
  private final byte separator;
  private final int[] starts = new int[FIELDS + 2];
  private int count;

  private Hl7Fields(byte[] bytes, byte separator) {
    this.bytes = bytes;
    this.separator = separator;
  }

  /**
   * The first MSH segment; null if there is none. Batch headers and blanks before it are passed
   * over.
   */
  public static @Nullable Hl7Fields header(byte[] bytes, int offset, int length) {
    int at = find("MSH", bytes, offset, length);
    if (at < 0 || at + 3 >= offset + length) {
      return null;
    }
    Hl7Fields fields = new Hl7Fields(bytes, bytes[at + 3]);
    // MSH-1 is the separator itself, so MSH-2 is what stands between the first two
    fields.starts[1] = at + 3;
    fields.scan(at + 4, offset + length, 2);
    return fields;
  }

  /** The first segment of this name, in a message with this header. */
  public static @Nullable Hl7Fields segment(
      String name, Hl7Fields header, byte[] bytes, int offset, int length) {
    int at = find(name, bytes, offset, length);
    if (at < 0 || at + 3 >= offset + length || bytes[at + 3] != header.separator) {
      return null;
    }
    Hl7Fields fields = new Hl7Fields(bytes, header.separator);
    fields.scan(at + 4, offset + length, 1);
    return fields;
  }

  private void scan(int from, int end, int firstField) {
    int field = firstField;
    starts[field] = from;
    int i = from;
    for (; i < end && bytes[i] != '\r' && bytes[i] != '\n' && field <= FIELDS; i++) {
      if (bytes[i] == separator) {
        starts[++field] = i + 1;
      }
    }
    count = Math.min(field, FIELDS);
    if (field <= FIELDS) {
      starts[field + 1] = i + 1;
    }
  }

  /** The offset of a field's first byte. */
  public int start(int field) {
    return field <= count ? starts[field] : 0;
  }

  /** The length of a field, 0 if it is empty or not there. */
  public int length(int field) {
    return field <= count ? starts[field + 1] - 1 - starts[field] : 0;
  }

  /** A field byte for byte as text (ISO 8859-1), empty if not there. */
  public String text(int field) {
    return new String(bytes, start(field), length(field), ISO_8859_1);
  }

  byte separator() {
    return separator;
  }

  /** Offset of a segment: its name at the beginning or after a line's end and blanks. */
  private static int find(String name, byte[] bytes, int offset, int length) {
    boolean fresh = true;
    for (int i = offset; i + 2 < offset + length; i++) {
      byte b = bytes[i];
      if (fresh
          && b == name.charAt(0)
          && bytes[i + 1] == name.charAt(1)
          && bytes[i + 2] == name.charAt(2)) {
        return i;
      }
      boolean blank = b == ' ' || b == '\t' || b < 0; // b < 0: the bytes of a byte order mark
      fresh = b == '\r' || b == '\n' || (fresh && blank);
    }
    return -1;
  }
}
