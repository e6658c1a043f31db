package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Escape sequences in text (HL7 v2 chapter 2, "Use of escape sequences in text fields").
 *
 * <p>Replaced: {@code F S T R E P} by the separators they stand for, {@code Xdd..} by its bytes,
 * {@code .br} and {@code .sp} with or without a number by one line feed, {@code H} and {@code N}
 * (highlighting) by nothing. Whatever else stands between two escape characters, and one without
 * its end, is left as it is.
 */
final class Escapes {
  private static final byte[] NOTHING = {};
  private static final byte[] LINE_FEED = {'\n'};

  private Escapes() {}

  /** The bytes of a range with its escape sequences replaced. One pass; never longer. */
  static byte[] replace(Payload raw, int from, int to, Delimiters delimiters) {
    int escape = delimiters.escape();
    byte[] out = new byte[to - from];
    int length = 0;
    int i = from;
    while (i < to) {
      byte b = raw.at(i);
      if (b == escape) {
        int end = Er7.find(raw, escape, i + 1, to);
        byte[] meaning = end == to ? null : meaning(raw, i + 1, end, delimiters);
        if (meaning != null) {
          System.arraycopy(meaning, 0, out, length, meaning.length);
          length += meaning.length;
          i = end + 1;
          continue;
        }
      }
      out[length++] = b;
      i++;
    }
    return Arrays.copyOf(out, length);
  }

  private static byte @Nullable [] meaning(Payload raw, int from, int to, Delimiters delimiters) {
    if (to == from) {
      return null;
    }
    int kind = raw.at(from);
    if (to - from == 1) {
      return switch (kind) {
        case 'F' -> one(delimiters.field());
        case 'S' -> one(delimiters.component());
        case 'T' -> one(delimiters.subcomponent());
        case 'R' -> one(delimiters.repetition());
        case 'E' -> one(delimiters.escape());
        case 'P' -> one('#');
        case 'H', 'N' -> NOTHING;
        default -> null;
      };
    }
    return switch (kind) {
      case 'X' -> hex(raw, from + 1, to);
      case '.' -> layout(raw, from + 1, to);
      default -> null;
    };
  }

  private static byte @Nullable [] one(int separator) {
    return separator == Delimiters.NONE ? null : new byte[] {(byte) separator};
  }

  private static byte @Nullable [] hex(Payload raw, int from, int to) {
    if ((to - from) % 2 != 0) {
      return null;
    }
    byte[] bytes = new byte[(to - from) / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = raw.at(from + 2 * i);
      int low = raw.at(from + 2 * i + 1);
      if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
        return null;
      }
      bytes[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
    }
    return bytes;
  }

  private static byte @Nullable [] layout(Payload raw, int from, int to) {
    return switch (raw.decode(from, Math.min(to, from + 2), StandardCharsets.ISO_8859_1)) {
      case "br", "sp", "BR", "SP" -> LINE_FEED;
      default -> null;
    };
  }
}
