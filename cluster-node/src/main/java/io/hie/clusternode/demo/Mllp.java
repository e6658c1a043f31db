package io.hie.clusternode.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** MLLP as the hospital's other systems speak it: one frame out, one frame back. */
final class Mllp {
  private static final int START = 0x0B;
  private static final int END = 0x1C;

  private Mllp() {}

  static void write(OutputStream out, byte[] message) throws IOException {
    byte[] frame = new byte[message.length + 3];
    frame[0] = START;
    System.arraycopy(message, 0, frame, 1, message.length);
    frame[message.length + 1] = END;
    frame[message.length + 2] = '\r';
    out.write(frame);
    out.flush();
  }

  /** The next frame's contents; null when the other side has closed. */
  static byte @Nullable [] read(InputStream in) throws IOException {
    int next = in.read();
    while (next != START) {
      if (next < 0) {
        return null;
      }
      next = in.read();
    }
    ByteArrayOutputStream frame = new ByteArrayOutputStream(1024);
    for (next = in.read(); next != END; next = in.read()) {
      if (next < 0) {
        return null;
      }
      frame.write(next);
    }
    return in.read() == '\r' ? frame.toByteArray() : null;
  }

  /** A field of a segment, for messages of the demo's own making; empty if there is none. */
  static String field(byte[] message, String segment, int number) {
    for (String line : new String(message, StandardCharsets.UTF_8).split("\r", -1)) {
      if (line.startsWith(segment + "|")) {
        String[] fields = line.split("\\|", -1);
        int index = segment.equals("MSH") ? number - 1 : number;
        return index < fields.length ? fields[index] : "";
      }
    }
    return "";
  }
}
