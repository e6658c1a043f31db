package io.hie.protocols.mllp;

import io.hie.protocols.mllp.FrameDecoder.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FrameDecoder} with the bytes that it has not looked at yet, so that a connection can
 * stop between two frames of one read. Not thread-safe.
 */
final class FrameReader {
  private static final String END_BLOCK_HINT =
      " and its 0x1C; the sender must end a message with 0x1C 0x0D";

  private final FrameDecoder decoder;
  private @Nullable ByteBuf unread;
  private long skipped;
  private long noise;

  FrameReader(int maxBytes, FrameBudget budget) {
    this.decoder = new FrameDecoder(maxBytes, budget);
  }

  /** Adds what was read, and takes it over. */
  void add(ByteBufAllocator allocator, ByteBuf bytes) {
    ByteBuf before = unread;
    unread =
        before == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, before, bytes);
  }

  boolean hasUnread() {
    return unread != null;
  }

  /** The next frame that ends; null if none does in what was read. */
  @Nullable Frame next() {
    ByteBuf bytes = unread;
    if (bytes == null) {
      return null;
    }
    Frame frame = decoder.next(bytes);
    long more = decoder.takeSkipped();
    skipped += more;
    noise += more;
    if (frame != null) {
      noise = 0;
    } else {
      // Two or three bytes must not hold on to a whole read buffer until the next read.
      unread = bytes.isReadable() ? Unpooled.copiedBuffer(bytes) : null;
      bytes.release();
    }
    return frame;
  }

  /** See {@link FrameDecoder#inFrame()}. */
  boolean inFrame() {
    return decoder.inFrame();
  }

  /** See {@link FrameDecoder#length()}. */
  long length() {
    return decoder.length();
  }

  /** Bytes found outside frames since this was last asked. */
  long takeSkipped() {
    long taken = skipped;
    skipped = 0;
    return taken;
  }

  /** Bytes found outside frames since the last frame. */
  long noise() {
    return noise;
  }

  /** What there is of a message that has not ended, for the log. */
  String unfinished() {
    return decoder.length() + " bytes of a message" + (decoder.waitsForCr() ? END_BLOCK_HINT : "");
  }

  /** Lets go of everything. */
  void close() {
    decoder.close();
    if (unread != null) {
      unread.release();
      unread = null;
    }
  }
}
