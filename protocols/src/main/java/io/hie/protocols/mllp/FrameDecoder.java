package io.hie.protocols.mllp;

import static io.hie.protocols.mllp.Mllp.CR;
import static io.hie.protocols.mllp.Mllp.FIRST_SEGMENT_LENGTH;
import static io.hie.protocols.mllp.Mllp.FS;
import static io.hie.protocols.mllp.Mllp.VT;
import static io.hie.protocols.mllp.Mllp.mayBeFirstSegment;

import io.hie.actormodel.envelope.Payload;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages in what one connection receives, however the bytes are cut into reads. Holds
 * no more of a message than it may, and copies one that came in a single read once. Not
 * thread-safe.
 *
 * <p>MLLP (HL7 "Minimal Lower Layer Message Transport Protocol", release 1) says {@code <VT>
 * message <FS> <CR>}. What senders do beside that is read so:
 *
 * <ul>
 *   <li>bytes outside a frame are skipped and counted;
 *   <li>a VT inside a frame is data, since text pasted from word processors holds it as a line
 *       break, unless a first segment (MSH, BHS, FHS) follows: then the frame before was cut off,
 *       and a new one begins;
 *   <li>a FS inside a frame is data unless CR follows, or VT, which is a sender that leaves the CR
 *       out.
 * </ul>
 */
final class FrameDecoder {
  /** As much of a message that is not kept as it takes to answer it: its MSH. */
  private static final int HEAD = 4096;

  private static final int FIRST_CAPACITY = 4096;

  /** What was found between two blocks. */
  sealed interface Frame {
    /**
     * A whole message. Its size is taken from the budget; the receiver gives it back when it is
     * done.
     */
    record Complete(Payload message) implements Frame {}

    /**
     * A message of more bytes than allowed.
     *
     * @param head its first bytes
     */
    record TooLarge(Payload head, long length) implements Frame {}

    /**
     * A message that the node had no memory for.
     *
     * @param head its first bytes
     */
    record NoRoom(Payload head, long length) implements Frame {}

    /** A message without an end: the next began within it. */
    record Cut(long length) implements Frame {}
  }

  private enum State {
    OUTSIDE,
    KEEPING,
    TOO_LARGE,
    NO_ROOM
  }

  private static final byte[] NOTHING = {};

  private final int maxBytes;
  private final FrameBudget budget;
  private State state = State.OUTSIDE;
  private byte[] held = NOTHING;
  private int heldLength;
  private long length;
  private long skipped;
  private boolean waitsForCr;

  FrameDecoder(int maxBytes, FrameBudget budget) {
    this.maxBytes = maxBytes;
    this.budget = budget;
  }

  /**
   * Reads on until a frame ends.
   *
   * @return null if {@code in} ends first; up to three bytes are then left in it, to be given again
   *     before those that follow
   */
  @Nullable Frame next(ByteBuf in) {
    if (state == State.OUTSIDE && !findStart(in)) {
      return null;
    }
    int end = in.writerIndex();
    int at = in.readerIndex();
    int fs = indexOf(in, at, FS);
    while (true) {
      int vt = in.indexOf(at, fs, VT);
      if (vt >= 0) {
        int known = Math.min(FIRST_SEGMENT_LENGTH, end - vt - 1);
        if (!mayBeFirstSegment(in::getByte, vt + 1, known)) {
          at = vt + 1;
          continue;
        }
        keep(in, vt);
        if (known < FIRST_SEGMENT_LENGTH) {
          return null;
        }
        return cut(in);
      }
      keep(in, fs);
      if (fs == end) {
        return null;
      }
      if (fs + 1 == end) {
        waitsForCr = true;
        return null;
      }
      byte after = in.getByte(fs + 1);
      if (after == CR || after == VT) {
        in.readerIndex(after == CR ? fs + 2 : fs + 1);
        return complete();
      }
      at = fs + 1;
      fs = indexOf(in, at, FS);
    }
  }

  /** Whether a message has begun and not ended. */
  boolean inFrame() {
    return state != State.OUTSIDE;
  }

  /** Bytes of the message that has begun. */
  long length() {
    return length;
  }

  /** Bytes found outside frames since this was last asked, line ends not counted. */
  long takeSkipped() {
    long taken = skipped;
    skipped = 0;
    return taken;
  }

  /** Whether the last byte so far is the first of an end block. */
  boolean waitsForCr() {
    return waitsForCr;
  }

  /** Lets go of what is held of a message that will not end. */
  void close() {
    reset();
  }

  private static int indexOf(ByteBuf in, int from, byte value) {
    int found = in.indexOf(from, in.writerIndex(), value);
    return found < 0 ? in.writerIndex() : found;
  }

  private boolean findStart(ByteBuf in) {
    int start = indexOf(in, in.readerIndex(), VT);
    in.forEachByte(in.readerIndex(), start - in.readerIndex(), this::countSkipped);
    if (start == in.writerIndex()) {
      in.readerIndex(start);
      return false;
    }
    in.readerIndex(start + 1);
    state = State.KEEPING;
    return true;
  }

  private boolean countSkipped(byte b) {
    if (b != CR && b != '\n') {
      skipped++;
    }
    return true;
  }

  /** Adds what lies between the reader index and {@code to} to the message. */
  private void keep(ByteBuf in, int to) {
    int count = to - in.readerIndex();
    if (count == 0) {
      return;
    }
    waitsForCr = false;
    length += count;
    if (state == State.KEEPING) {
      if (length > maxBytes) {
        discard(State.TOO_LARGE, in, count);
      } else if (!makeRoom(count)) {
        discard(State.NO_ROOM, in, count);
      } else {
        in.getBytes(in.readerIndex(), held, heldLength, count);
        heldLength += count;
      }
    }
    in.readerIndex(to);
  }

  /** Makes {@link #held} large enough, exactly so for what may be the whole of a message. */
  private boolean makeRoom(int count) {
    int needed = heldLength + count;
    if (needed <= held.length) {
      return true;
    }
    int capacity =
        heldLength == 0
            ? needed
            : (int)
                Math.min(maxBytes, Math.max(FIRST_CAPACITY, Math.max(needed, 2L * held.length)));
    if (!budget.tryReserve(capacity)) {
      return false;
    }
    byte[] larger = Arrays.copyOf(held, capacity);
    budget.release(held.length);
    held = larger;
    return true;
  }

  private void discard(State why, ByteBuf in, int count) {
    int kept = Math.min(heldLength, HEAD);
    byte[] head = Arrays.copyOf(held, Math.min(HEAD, heldLength + count));
    in.getBytes(in.readerIndex(), head, kept, head.length - kept);
    budget.release(held.length);
    held = head;
    heldLength = head.length;
    state = why;
  }

  private Frame cut(ByteBuf in) {
    Frame.Cut cut = new Frame.Cut(length);
    reset();
    in.readerIndex(in.readerIndex() + 1);
    state = State.KEEPING;
    return cut;
  }

  private Frame complete() {
    Frame frame =
        switch (state) {
          case TOO_LARGE -> new Frame.TooLarge(Payload.wrap(held), length);
          case NO_ROOM -> new Frame.NoRoom(Payload.wrap(held), length);
          case KEEPING, OUTSIDE -> new Frame.Complete(handOver());
        };
    reset();
    return frame;
  }

  private Payload handOver() {
    byte[] bytes = heldLength == held.length ? held : Arrays.copyOf(held, heldLength);
    budget.release(held.length - bytes.length);
    held = NOTHING;
    return Payload.wrap(bytes);
  }

  private void reset() {
    if (state == State.KEEPING) {
      budget.release(held.length);
    }
    state = State.OUTSIDE;
    held = NOTHING;
    heldLength = 0;
    length = 0;
    waitsForCr = false;
  }
}
