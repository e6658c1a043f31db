package io.hie.chaostests.cluster;

import io.hie.chaostests.ChaosException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Stands before the port of a node, where the other nodes look for it, and passes on what comes.
 * Who connects is known by the loopback address that it comes from, so that the wire between two
 * nodes can be cut and all others stay. One virtual thread reads and one writes, for each direction
 * of a connection.
 */
final class Proxy implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;
  private static final int CHUNKS = 64;

  /** What was read at once; without bytes, the end. */
  private record Chunk(ByteBuffer bytes, long nanos) {
    boolean isEnd() {
      return !bytes.hasRemaining();
    }
  }

  private static final long LOOK_MILLIS = 100;

  private final InetSocketAddress place;
  private final int nodePort;
  private final Function<InetAddress, Wire> wires;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket server;
  private volatile boolean closed;

  /**
   * Starts one.
   *
   * @param place where it listens
   * @param nodePort where the node does
   * @param wires by the address of who connects
   */
  Proxy(InetSocketAddress place, int nodePort, Function<InetAddress, Wire> wires) {
    this.place = place;
    this.nodePort = nodePort;
    this.wires = wires;
    this.server = listen();
  }

  private ServerSocket listen() {
    try {
      ServerSocket listening = new ServerSocket();
      listening.setReuseAddress(true);
      listening.bind(place, 100);
      Thread.ofVirtual().name("proxy").start(() -> accept(listening));
      return listening;
    } catch (IOException e) {
      throw new ChaosException("the proxy cannot listen at " + place + ": " + e, e);
    }
  }

  /**
   * The node's process has ended. As its machine would, the proxy closes its connections and
   * refuses new ones until a node listens again.
   */
  synchronized void refuse() {
    if (server.isClosed()) {
      return;
    }
    hangUp();
    Thread.ofVirtual().name("proxy").start(this::listenAgain);
  }

  private void listenAgain() {
    try {
      while (!nodeListens()) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    synchronized (this) {
      if (!closed) {
        server = listen();
      }
    }
  }

  private boolean nodeListens() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), nodePort)) {
      return true;
    } catch (IOException refused) {
      return closed;
    }
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket from = listening.accept();
        sockets.add(from);
        Thread.ofVirtual().start(() -> connect(from, wires.apply(from.getInetAddress())));
      } catch (IOException e) {
        // closed, or the peer was gone at once
      }
    }
  }

  private void connect(Socket from, Wire wire) {
    try {
      wire.awaitWhole();
      Socket to = new Socket(InetAddress.getLoopbackAddress(), nodePort);
      sockets.add(to);
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      pass(from, to, wire);
      pass(to, from, wire);
    } catch (IOException e) {
      close(from); // the node is not there
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(Socket from, Socket to, Wire wire) {
    BlockingQueue<Chunk> way = new ArrayBlockingQueue<>(CHUNKS);
    Thread.ofVirtual().start(() -> read(from, way));
    Thread.ofVirtual().start(() -> write(from, to, way, wire));
  }

  private static void read(Socket from, BlockingQueue<Chunk> way) {
    byte[] buffer = new byte[CHUNK];
    try {
      try {
        InputStream in = from.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          way.put(new Chunk(ByteBuffer.wrap(Arrays.copyOf(buffer, n)), System.nanoTime()));
        }
      } catch (IOException e) {
        // reset: as good as its end
      }
      way.put(new Chunk(ByteBuffer.allocate(0), 0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Socket from, Socket to, BlockingQueue<Chunk> way, Wire wire) {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk next = way.take(); !next.isEnd(); next = way.take()) {
        long due = next.nanos() + wire.delayMillis() * 1_000_000;
        long early = due - System.nanoTime();
        if (early > 0) {
          TimeUnit.NANOSECONDS.sleep(early);
        }
        wire.awaitWhole();
        out.write(next.bytes().array());
      }
      wire.awaitWhole(); // an end does not pass either
    } catch (IOException e) {
      // the other side is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(from);
    close(to);
  }

  private void close(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // gone either way
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    hangUp();
  }

  private void hangUp() {
    try {
      server.close();
    } catch (IOException e) {
      // gone either way
    }
    sockets.forEach(this::close);
  }
}
