package io.hie.chaostests.mllp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Takes MLLP frames out of a stream that may split and join them as it likes. Bytes between frames
 * are skipped. One a connection; not thread-safe.
 */
public final class FrameParser {
  private static final byte START = 0x0B;
  private static final byte END = 0x1C;

  private final int limit;
  private ByteBuffer buffer = ByteBuffer.allocate(16 * 1024); // filled up to its position
  private int scanned; // bytes of the buffer that need not be looked at again

  /**
   * @param limit the longest frame in bytes; a longer one is an error
   */
  public FrameParser(int limit) {
    this.limit = limit;
  }

  /** Told of each frame. The bytes are only good during the call. */
  @FunctionalInterface
  public interface Receiver {
    void onFrame(byte[] array, int offset, int length) throws IOException;
  }

  /**
   * Reads once and hands over every frame that is complete.
   *
   * @return false at the end of the stream
   * @throws IOException if the channel fails or a frame is longer than the limit
   */
  public boolean read(ReadableByteChannel channel, Receiver receiver) throws IOException {
    if (!buffer.hasRemaining()) {
      if (buffer.capacity() >= limit) {
        throw new IOException("a frame is longer than " + limit + " bytes");
      }
      int filled = buffer.position();
      int larger = (int) Math.min(limit, buffer.capacity() * 2L);
      buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), larger)).position(filled);
    }
    if (channel.read(buffer) < 0) {
      return false;
    }
    drain(receiver);
    return true;
  }

  private void drain(Receiver receiver) throws IOException {
    byte[] array = buffer.array();
    int end = buffer.position();
    int keep = 0; // first byte that is still wanted
    int at = scanned;
    boolean inside = scanned > 0; // what is kept always begins with a start byte
    while (at < end) {
      if (!inside) {
        if (array[at] == START) {
          inside = true;
          keep = at;
        }
        at++;
      } else if (array[at] == END) {
        if (at + 1 == end) {
          break; // the byte after it decides
        }
        if (array[at + 1] == '\r') {
          receiver.onFrame(array, keep + 1, at - keep - 1);
          inside = false;
          at += 2;
        } else {
          at++;
        }
      } else {
        at++;
      }
    }
    if (inside) {
      System.arraycopy(array, keep, array, 0, end - keep);
      buffer.position(end - keep);
      scanned = at - keep;
    } else {
      buffer.position(0);
      scanned = 0;
    }
  }
}
