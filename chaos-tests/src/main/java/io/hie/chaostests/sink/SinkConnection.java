package io.hie.chaostests.sink;

import io.hie.chaostests.ledger.Reception.Given;
import io.hie.chaostests.mllp.FrameParser;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One connection of the sink, with the answers that have still to leave. */
final class SinkConnection {
  private static final int LONGEST_FRAME = 256 * 1024 * 1024;
  private static final int MOST_UNREAD_ANSWERS = 10_000;

  private final long number;
  private final SocketChannel channel;
  private final FrameParser parser = new FrameParser(LONGEST_FRAME);
  private final Queue<ByteBuffer> out = new ArrayDeque<>();
  private @Nullable SelectionKey key;
  private boolean closeAfterwards;
  private long heldBackUntil;

  private SinkConnection(long number, SocketChannel channel) {
    this.number = number;
    this.channel = channel;
    this.heldBackUntil = System.nanoTime();
  }

  static void open(long number, SocketChannel channel, Selector selector) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    SinkConnection connection = new SinkConnection(number, channel);
    connection.key = channel.register(selector, SelectionKey.OP_READ, connection);
  }

  long number() {
    return number;
  }

  boolean read(FrameParser.Receiver receiver) throws IOException {
    if (out.size() > MOST_UNREAD_ANSWERS) {
      throw new IOException("the sender does not read its answers");
    }
    return parser.read(channel, receiver);
  }

  /** Whether an earlier answer is still held back, behind which the next has to wait. */
  boolean isHeldBack() {
    return heldBackUntil - System.nanoTime() > 0;
  }

  /** When an answer that is to be held back for this long may leave, behind all earlier ones. */
  long holdBack(int millis) {
    heldBackUntil = Math.max(heldBackUntil, System.nanoTime() + millis * 1_000_000L);
    return heldBackUntil;
  }

  void queue(Given given, ByteBuffer answer) {
    if (closeAfterwards) {
      return; // nothing leaves after half an answer
    }
    if (given == Given.CUT) {
      out.add(answer.limit(answer.limit() / 2));
      closeAfterwards = true;
    } else if (answer.hasRemaining()) {
      out.add(answer);
    }
  }

  /** Writes what the socket takes. A connection that fails is closed. */
  void flush() {
    try {
      for (ByteBuffer next = out.peek(); next != null; next = out.peek()) {
        channel.write(next);
        if (next.hasRemaining()) {
          interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
          return;
        }
        out.poll();
      }
      interest(SelectionKey.OP_READ);
      if (closeAfterwards) {
        close();
      }
    } catch (IOException e) {
      close();
    }
  }

  private void interest(int operations) {
    SelectionKey k = key;
    if (k != null && k.isValid() && k.interestOps() != operations) {
      k.interestOps(operations);
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }
}
