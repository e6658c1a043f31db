package io.hie.chaostests.load;

import io.hie.chaostests.mllp.Answer;
import io.hie.chaostests.mllp.FrameParser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection of a lane, opened anew as often as it is lost. A lost one is never used again.
 */
final class Link {
  private static final int LONGEST_ANSWER = 1024 * 1024;

  private final List<InetSocketAddress> targets;
  private final Selector selector;
  private final Lane lane;
  private final Queue<ByteBuffer> out = new ArrayDeque<>();
  private FrameParser parser = new FrameParser(LONGEST_ANSWER);
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private boolean open;
  private int next;

  /**
   * Opens nothing yet.
   *
   * @param first which of the targets is tried first; after each failure it is the next one's turn
   */
  Link(List<InetSocketAddress> targets, int first, Selector selector, Lane lane) {
    this.targets = targets;
    this.next = first;
    this.selector = selector;
    this.lane = lane;
  }

  /** Whether messages can be sent. */
  boolean isOpen() {
    return open;
  }

  /** Whether there is no connection, nor one on its way. */
  boolean isClosed() {
    return channel == null;
  }

  /** Begins to connect; the lane is told when it is open or lost. */
  void connect() {
    try {
      SocketChannel fresh = SocketChannel.open();
      channel = fresh;
      parser = new FrameParser(LONGEST_ANSWER);
      fresh.configureBlocking(false);
      fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean connected = fresh.connect(targets.get(next % targets.size()));
      key = fresh.register(selector, SelectionKey.OP_CONNECT, lane);
      if (connected) {
        opened(fresh);
      }
    } catch (IOException e) {
      lose("refused");
    }
  }

  void onReady() {
    SocketChannel current = channel;
    SelectionKey ready = key;
    if (current == null || ready == null || !ready.isValid()) {
      return;
    }
    try {
      if (ready.isConnectable()) {
        current.finishConnect();
        opened(current);
        return;
      }
      if (ready.isWritable()) {
        flush();
      }
      if (ready.isValid()
          && ready.isReadable()
          && !parser.read(current, (bytes, at, length) -> onFrame(current, bytes, at, length))) {
        lose("closed");
      }
    } catch (IOException e) {
      lose(open ? "reset" : "refused");
    }
  }

  private void opened(SocketChannel current) throws IOException {
    if (current.getLocalAddress().equals(current.getRemoteAddress())) {
      throw new IOException("connected to itself: nobody listens there");
    }
    open = true;
    interest(SelectionKey.OP_READ);
    lane.onOpen();
  }

  private void onFrame(SocketChannel from, byte[] bytes, int offset, int length) {
    if (from == channel) { // else the lane closed it over an earlier frame of the same read
      lane.onAnswer(Answer.read(bytes, offset, length));
    }
  }

  void send(byte[] frame) {
    out.add(ByteBuffer.wrap(frame));
    if (out.size() == 1) {
      try {
        flush();
      } catch (IOException e) {
        lose("reset");
      }
    }
  }

  private void flush() throws IOException {
    SocketChannel current = channel;
    for (ByteBuffer next = out.peek(); current != null && next != null; next = out.peek()) {
      current.write(next);
      if (next.hasRemaining()) {
        interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        return;
      }
      out.poll();
    }
    interest(SelectionKey.OP_READ);
  }

  private void interest(int operations) {
    SelectionKey current = key;
    if (current != null && current.isValid() && current.interestOps() != operations) {
      current.interestOps(operations);
    }
  }

  /** Closes the connection, and tells the lane. */
  void lose(String reason) {
    boolean wasOpen = open;
    next++;
    close();
    lane.onLost(reason, wasOpen);
  }

  void close() {
    SocketChannel current = channel;
    channel = null;
    key = null;
    open = false;
    out.clear();
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        // it is gone either way
      }
    }
  }
}
