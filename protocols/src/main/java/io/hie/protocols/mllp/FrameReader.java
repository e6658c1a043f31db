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
  private final FrameDecoder decoder;
  private @Nullable ByteBuf unread;

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
    if (frame == null) {
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

  /** See {@link FrameDecoder#waitsForCr()}. */
  boolean waitsForCr() {
    return decoder.waitsForCr();
  }

  /** See {@link FrameDecoder#takeSkipped()}. */
  long takeSkipped() {
    return decoder.takeSkipped();
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
