package io.hie.chaostests.sink;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.Reception;
import io.hie.chaostests.ledger.Reception.Given;
import io.hie.chaostests.message.Digest;
import io.hie.chaostests.message.Identity;
import io.hie.chaostests.mllp.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An MLLP server that records what comes and then answers. One thread does all of it, which is fast
 * and gives the receptions one order. What came in one round is recorded with one write before any
 * of it is answered.
 */
public final class Sink implements AutoCloseable {
  private volatile Faults faults;
  private final Recorder recorder;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final Thread thread;
  private final Attempts attempts = new Attempts();
  private final Queue<SinkConnection> answering = new ArrayDeque<>();
  private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();
  private long connections;
  private volatile long received;
  private volatile boolean closing;
  private volatile @Nullable IOException failure;

  private record Delayed(
      long due, long order, SinkConnection connection, Given given, ByteBuffer answer)
      implements Comparable<Delayed> {
    @Override
    public int compareTo(Delayed other) {
      int byDue = Long.compare(due, other.due);
      return byDue != 0 ? byDue : Long.compare(order, other.order);
    }
  }

  private Sink(InetAddress host, int port, Faults faults, Recorder recorder) throws IOException {
    this.faults = faults;
    this.recorder = recorder;
    this.selector = Selector.open();
    this.server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(host, port), 1024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    this.thread = Thread.ofPlatform().name("sink").unstarted(this::run);
  }

  /**
   * Starts one.
   *
   * @param port 0 for any
   */
  public static Sink start(int port, Faults faults, Recorder recorder) {
    return start(InetAddress.getLoopbackAddress(), port, faults, recorder);
  }

  /** The same at another address of this machine. */
  public static Sink start(InetAddress host, int port, Faults faults, Recorder recorder) {
    try {
      Sink sink = new Sink(host, port, faults, recorder);
      sink.thread.start();
      return sink;
    } catch (IOException e) {
      throw new ChaosException("the sink cannot listen on port " + port + ": " + e, e);
    }
  }

  /** From now on it misbehaves like this. */
  public void behave(Faults faults) {
    this.faults = faults;
  }

  public int port() {
    return server.socket().getLocalPort();
  }

  /** How many frames have come. */
  public long received() {
    return received;
  }

  /** How many messages of a run have come, each counted once. */
  public long distinct() {
    return attempts.distinct();
  }

  /**
   * Fails if the sink has stopped by itself.
   *
   * @throws ChaosException with the cause, such as a full disk
   */
  public void ensureRunning() {
    IOException cause = failure;
    if (cause != null) {
      throw new ChaosException("the sink stopped: " + cause, cause);
    }
  }

  /** Stops listening, closes every connection and waits for the thread. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing) {
        round();
      }
    } catch (IOException e) {
      failure = e;
    } finally {
      closeAll();
    }
  }

  private void round() throws IOException {
    Delayed next = delayed.peek();
    if (next == null) {
      selector.select(this::onReady);
    } else {
      long millis = (next.due - System.nanoTime()) / 1_000_000 + 1;
      if (millis <= 0) {
        selector.selectNow(this::onReady);
      } else {
        selector.select(this::onReady, millis);
      }
    }
    recorder.flush();
    for (SinkConnection c = answering.poll(); c != null; c = answering.poll()) {
      c.flush();
    }
    long now = System.nanoTime();
    for (Delayed d = delayed.peek(); d != null && d.due <= now; d = delayed.peek()) {
      delayed.poll();
      d.connection.queue(d.given, d.answer);
      d.connection.flush();
    }
  }

  private void onReady(SelectionKey key) {
    if (key.attachment() instanceof SinkConnection connection) {
      try {
        if (key.isWritable()) {
          connection.flush();
        }
        if (key.isReadable()
            && !connection.read((array, at, length) -> onFrame(connection, array, at, length))) {
          connection.close();
        }
      } catch (IOException e) {
        connection.close(); // the sender went away or sent what is no frame
      }
    } else {
      accept();
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      if (channel != null) {
        SinkConnection.open(++connections, channel, selector);
      }
    } catch (IOException e) {
      // the peer was gone before it was accepted, or there are no descriptors left: it will try
      // again
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes; the others only look
  private void onFrame(SinkConnection connection, byte[] array, int offset, int length) {
    received++;
    Given given = faults.answer(received);
    int delay = faults.delayMillis(received);
    Identity identity = Identity.read(array, offset, length);
    Reception reception =
        new Reception(
            System.nanoTime(),
            connection.number(),
            identity,
            identity == null ? 1 : attempts.next(identity.id()),
            length,
            Digest.of(array, offset, length),
            given,
            delay);
    try {
      recorder.received(reception, array, offset, length);
    } catch (IOException e) {
      failure = e;
      closing = true;
      return;
    }
    ByteBuffer answer = ByteBuffer.wrap(answer(given, array, offset, length));
    if (delay == 0 && !connection.isHeldBack()) {
      connection.queue(given, answer);
      answering.add(connection);
    } else {
      long due = connection.holdBack(delay);
      delayed.add(new Delayed(due, received, connection, given, answer));
    }
  }

  private static byte[] answer(Given given, byte[] array, int offset, int length) {
    return switch (given) {
      case AA, CUT -> Answer.frame("AA", array, offset, length);
      case AE -> Answer.frame("AE", array, offset, length);
      case AR -> Answer.frame("AR", array, offset, length);
      case GARBAGE -> new byte[] {'?', 0x0B, '%', '%', '%', 0x1C, 0x0D};
      case NONE -> new byte[0];
    };
  }

  private void closeAll() {
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
      recorder.flush();
    } catch (IOException e) {
      failure = e;
    }
  }
}
