package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts a message together, byte by byte. Not thread-safe. */
final class Er7Writer {
  private final Delimiters delimiters;
  private final Charset charset;
  private byte[] bytes = new byte[256];
  private int length;

  Er7Writer(Delimiters delimiters, Charset charset) {
    this.delimiters = delimiters;
    this.charset = charset;
  }

  /** One byte as it is, such as a separator; nothing for a separator that is not used. */
  Er7Writer put(int b) {
    if (b != Delimiters.NONE) {
      reserve(1);
      bytes[length++] = (byte) b;
    }
    return this;
  }

  /** Begins the next field. */
  Er7Writer field() {
    return put(delimiters.field());
  }

  Er7Writer component() {
    return put(delimiters.component());
  }

  /** Begins the next subcomponent. */
  Er7Writer subcomponent() {
    return put(delimiters.subcomponent());
  }

  Er7Writer endSegment() {
    return put('\r');
  }

  /** ASCII text that needs no escape. */
  Er7Writer plain(String ascii) {
    return put(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A place of another message with the same separators, byte for byte. */
  Er7Writer copy(Payload raw, long span) {
    if (span != Er7.NOWHERE) {
      int from = Er7.from(span);
      int to = Er7.to(span);
      reserve(to - from);
      for (int i = from; i < to; i++) {
        bytes[length++] = raw.at(i);
      }
    }
    return this;
  }

  /** Text in which separators are escaped; control characters become blanks. */
  Er7Writer text(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char letter = escapeLetter(c);
      if (c < ' ') {
        escaped.append(' ');
      } else if (letter == 0) {
        escaped.append(c);
      } else if (delimiters.escape() == Delimiters.NONE) {
        escaped.append(' ');
      } else {
        escaped
            .append((char) delimiters.escape())
            .append(letter)
            .append((char) delimiters.escape());
      }
    }
    return put(escaped.toString().getBytes(charset));
  }

  private char escapeLetter(char c) {
    if (c == delimiters.field()) {
      return 'F';
    } else if (c == delimiters.component()) {
      return 'S';
    } else if (c == delimiters.subcomponent()) {
      return 'T';
    } else if (c == delimiters.repetition()) {
      return 'R';
    }
    return c == delimiters.escape() ? 'E' : 0;
  }

  Payload toPayload() {
    return Payload.wrap(Arrays.copyOf(bytes, length));
  }

  private Er7Writer put(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
