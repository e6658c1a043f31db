package io.hie.chaostests.http;

import io.hie.chaostests.ChaosException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection with at most one request under way. Takes answers that say their length, as those
 * of a node do that are not streams.
 */
final class ReadConnection {
  private static final int LARGEST = 4 * 1024 * 1024;

  private final SocketChannel channel;
  private final ByteBuffer request;
  private ByteBuffer in = ByteBuffer.allocate(64 * 1024);
  private int head; // bytes of the head of the answer, with its empty line; 0 while it is not there
  private int length;
  private int status;
  long due;
  long sent;
  private boolean busy;

  /** An answer that is complete. */
  record Answer(int status, int bodyBytes) {}

  ReadConnection(InetSocketAddress target, byte[] request, Selector selector) throws IOException {
    this.request = ByteBuffer.wrap(request);
    this.channel = SocketChannel.open(target);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  boolean isBusy() {
    return busy;
  }

  /** Asks. A request is far smaller than a socket's buffer, so it goes out at once. */
  void ask(long dueNanos, long now) throws IOException {
    busy = true;
    due = dueNanos;
    sent = now;
    request.rewind();
    channel.write(request);
    if (request.hasRemaining()) {
      throw new ChaosException("the node does not read what it is asked");
    }
  }

  /** Reads what is there; the answer, or null while it is not complete. */
  @Nullable Answer read() throws IOException {
    if (channel.read(in) < 0) {
      throw new ChaosException("the node has closed a connection on which it was asked");
    }
    if (head == 0 && !findHead()) {
      return null;
    }
    if (in.position() < head + length) {
      return null;
    }
    if (in.position() > head + length) {
      throw new ChaosException("the node has sent more than it was asked for");
    }
    in.clear();
    head = 0;
    busy = false;
    return new Answer(status, length);
  }

  private boolean findHead() {
    int end = in.position();
    byte[] bytes = in.array();
    for (int i = 3; i < end; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        head = i + 1;
        readHead(new String(bytes, 0, head, StandardCharsets.ISO_8859_1));
        return true;
      }
    }
    if (!in.hasRemaining()) {
      throw new ChaosException("the head of an answer is longer than 64 KiB");
    }
    return false;
  }

  private void readHead(String text) {
    int blank = text.indexOf(' ');
    status = Integer.parseInt(text.substring(blank + 1, blank + 4));
    int at = text.toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
    if (at < 0) {
      throw new ChaosException("an answer does not say its length");
    }
    int colon = text.indexOf(':', at);
    length = Integer.parseInt(text.substring(colon + 1, text.indexOf('\r', colon)).strip());
    if (length > LARGEST) {
      throw new ChaosException("an answer has more than 4 MiB");
    }
    if (in.capacity() < head + length) {
      ByteBuffer larger = ByteBuffer.allocate(head + length);
      in.flip();
      in = larger.put(in);
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
