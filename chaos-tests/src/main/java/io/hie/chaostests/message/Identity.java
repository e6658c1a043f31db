package io.hie.chaostests.message;

import io.hie.chaostests.mllp.Hl7Fields;
import org.jspecify.annotations.Nullable;

/**
 * Who a message is, read back from its bytes wherever they turn up.
 *
 * @param id from MSH-10
 * @param patient the patient's number in the run, from 0; from ZHE-1
 * @param sequence the message's number among those of its patient, from 1; from ZHE-2
 */
public record Identity(ControlId id, int patient, int sequence) {
  private static final byte[] SEGMENT = {'\r', 'Z', 'H', 'E', '|'};

  /** Null if this is not a generated message, or what is said twice in it disagrees. */
  public static @Nullable Identity read(byte[] bytes, int offset, int length) {
    Hl7Fields header = Hl7Fields.header(bytes, offset, length);
    if (header == null) {
      return null;
    }
    ControlId id = ControlId.read(bytes, header.start(10), header.length(10));
    int segment = lastSegment(bytes, offset, length);
    if (id == null || segment < 0) {
      return null;
    }
    int end = offset + length;
    int first = segment + SEGMENT.length;
    int second = after('|', bytes, first, end);
    int third = after('|', bytes, second, end);
    int stop = after('\r', bytes, third, end);
    long patient = Numbers.read(bytes, first, second - 1 - first);
    long sequence = Numbers.read(bytes, second, third - 1 - second);
    long number = Numbers.read(bytes, third, stop - 1 - third);
    boolean fits = number == id.number() && sequence > 0 && patient >= 0;
    return fits && patient <= Integer.MAX_VALUE && sequence <= Integer.MAX_VALUE
        ? new Identity(id, (int) patient, (int) sequence)
        : null;
  }

  /** Generated messages carry it last, so the search goes from the end. */
  private static int lastSegment(byte[] bytes, int offset, int length) {
    for (int i = offset + length - SEGMENT.length; i >= offset; i--) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == 'Z'
          && bytes[i + 2] == 'H'
          && bytes[i + 3] == 'E'
          && bytes[i + 4] == '|') {
        return i;
      }
    }
    return -1;
  }

  private static int after(char wanted, byte[] bytes, int from, int end) {
    int i = from;
    while (i < end && bytes[i] != wanted) {
      i++;
    }
    return i + 1;
  }
}
