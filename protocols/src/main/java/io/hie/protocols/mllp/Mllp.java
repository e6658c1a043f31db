package io.hie.protocols.mllp;

import io.hie.actormodel.envelope.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The wrapping itself: what stands before and after a message, and what may not stand in one. */
final class Mllp {
  /** The start block. */
  static final byte VT = 0x0B;

  /** With {@link #CR}, the end block. */
  static final byte FS = 0x1C;

  static final byte CR = 0x0D;

  static final int FIRST_SEGMENT_LENGTH = 3;
  private static final byte[][] FIRST_SEGMENTS = {
    {'M', 'S', 'H'}, {'B', 'H', 'S'}, {'F', 'H', 'S'}
  };
  private static final int BLOCKS = 3;

  private Mllp() {}

  /** Bytes by position. */
  @FunctionalInterface
  interface Bytes {
    byte at(int index);
  }

  /** Whether {@code known} bytes could be the begin of a segment that a message begins with. */
  static boolean mayBeFirstSegment(Bytes bytes, int at, int known) {
    for (byte[] segment : FIRST_SEGMENTS) {
      int same = 0;
      while (same < known && bytes.at(at + same) == segment[same]) {
        same++;
      }
      if (same == known) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a receiver that reads as {@link FrameDecoder} does would get {@code message} back
   * unchanged. It would not if the message holds an end block, or a start block with a first
   * segment.
   */
  static boolean canFrame(Payload message) {
    int size = message.size();
    for (int i = 0; i + 1 < size; i++) {
      byte b = message.at(i);
      if (b == FS && (message.at(i + 1) == CR || message.at(i + 1) == VT)) {
        return false;
      }
      if (b == VT
          && i + FIRST_SEGMENT_LENGTH < size
          && mayBeFirstSegment(message::at, i + 1, FIRST_SEGMENT_LENGTH)) {
        return false;
      }
    }
    return true;
  }

  /** The message, byte for byte, between its blocks. */
  static ByteBuf frame(ByteBufAllocator allocator, Payload message) {
    return allocator
        .ioBuffer(message.size() + BLOCKS)
        .writeByte(VT)
        .writeBytes(message.asByteBuffer())
        .writeByte(FS)
        .writeByte(CR);
  }
}
