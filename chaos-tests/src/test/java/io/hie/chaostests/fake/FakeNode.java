package io.hie.chaostests.fake;

import com.sun.net.httpserver.HttpServer;
import io.hie.chaostests.message.Identity;
import io.hie.chaostests.mllp.Answer;
import io.hie.chaostests.mllp.FrameParser;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stores and forwards over MLLP, and archives ADT; one thread a connection and one that delivers.
 * As a process it takes the options of {@code hie up} and is told its ports by the environment.
 */
public final class FakeNode implements AutoCloseable {
  private final Fault fault;
  private final FakeStore store;
  private final ServerSocket server;

  /** By how many messages a second owner is behind the first. */
  private static final int LAG = 20;

  private final FakeDelivery delivery;
  private final FakeDelivery other;
  private final Thread deliverer;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Set<ByteBuffer> seen = new HashSet<>();
  private final List<byte[]> bodies = new ArrayList<>();
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private @Nullable HttpServer http;
  private int answers;
  private volatile boolean closed;

  private FakeNode(Fault fault, Path data, int port, int sinkPort, Path archive)
      throws IOException {
    this.fault = fault;
    this.store = new FakeStore(data);
    for (byte[] body : store.bodies()) {
      bodies.add(body);
      seen.add(ByteBuffer.wrap(body));
    }
    this.server = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
    this.delivery = new FakeDelivery(fault, sinkPort, archive);
    this.other = new FakeDelivery(fault, sinkPort, archive);
    this.deliverer = Thread.ofVirtual().name("deliverer").unstarted(this::deliverAll);
  }

  /** Starts one in this process. */
  public static FakeNode start(Fault fault, Path data, int port, int sinkPort, Path archive)
      throws IOException {
    FakeNode node = new FakeNode(fault, data, port, sinkPort, archive);
    node.deliverer.start();
    Thread.ofVirtual().name("acceptor").start(node::acceptAll);
    return node;
  }

  /** As a process: {@code FakeNode FAULT --data DIR --http-port P --production FILE}. */
  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments[2]);
    int httpPort = Integer.parseInt(arguments[4]);
    if (!Files.readString(Path.of(arguments[6])).contains("hl7.mllp.service")) {
      throw new IOException("the production has no MLLP service");
    }
    FakeNode node =
        start(
            Fault.valueOf(arguments[0]),
            data,
            Integer.parseInt(System.getenv("HIE_MLLP_PORT")),
            Integer.parseInt(System.getenv("HIE_EPR_PORT")),
            Path.of(System.getenv("HIE_ARCHIVE")));
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort), 0);
    http.createContext(
        "/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    http.start();
    node.http = http;
    System.out.println("HIE is ready at http://127.0.0.1:" + httpPort);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Whether everything that was accepted is delivered. */
  public synchronized boolean isIdle() throws IOException {
    return store.deliveredCount() == bodies.size();
  }

  private void acceptAll() {
    while (!closed) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    FrameParser parser = new FrameParser(64 * 1024 * 1024);
    try (socket) {
      ReadableByteChannel in = Channels.newChannel(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (parser.read(in, (array, at, length) -> onFrame(array, at, length, out))) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      // the sender went away
    }
  }

  private void onFrame(byte[] array, int offset, int length, OutputStream out) throws IOException {
    byte[] body = Arrays.copyOfRange(array, offset, offset + length);
    String text = new String(body, StandardCharsets.ISO_8859_1);
    if (!text.stripLeading().startsWith("MSH")) {
      out.write(Answer.frame("AR", body, 0, body.length));
      return;
    }
    if (fault == Fault.PRINT_PATIENTS) {
      System.out.println(text.replace('\r', ' '));
    }
    if (fault == Fault.ACK_BEFORE_STORE) {
      var unused = later.schedule(() -> accept(body), 100, TimeUnit.MILLISECONDS);
    } else {
      accept(body);
    }
    byte[] answered = body;
    if ((fault == Fault.MISANSWER || fault == Fault.NO_DEDUP) && ++answers % 50 == 0) {
      answered =
          text.replaceFirst("(MSH(?:\\|[^|]*){8}\\|)[^|]*", "$1ANOTHER")
              .getBytes(StandardCharsets.ISO_8859_1);
    }
    out.write(Answer.frame("AA", answered, 0, answered.length));
  }

  private synchronized void accept(byte[] body) {
    boolean repeated = !seen.add(ByteBuffer.wrap(body));
    if (repeated && fault != Fault.NO_DEDUP) {
      return;
    }
    try {
      store.accept(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bodies.add(body);
    notifyAll();
  }

  private synchronized byte @Nullable [] awaitBody(int index) throws InterruptedException {
    while (bodies.size() <= index && !closed) {
      wait();
    }
    return closed ? null : bodies.get(index);
  }

  private synchronized byte[] body(int index) {
    return bodies.get(index);
  }

  /** The body after this one if it is there already and is of the same patient. */
  private synchronized byte @Nullable [] nextOfPatient(int index) {
    Identity mine = Identity.read(bodies.get(index), 0, bodies.get(index).length);
    for (int i = index + 1; i < bodies.size() && mine != null; i++) {
      Identity other = Identity.read(bodies.get(i), 0, bodies.get(i).length);
      if (other != null && other.patient() == mine.patient()) {
        return bodies.get(i);
      }
    }
    return null;
  }

  private void deliverAll() {
    try {
      for (int i = store.deliveredCount(); !closed; i++) {
        byte[] body = awaitBody(i);
        if (body == null) {
          return;
        }
        if (fault == Fault.REORDER && i % 20 == 0) {
          Thread.sleep(20); // let the next one come
          byte[] next = nextOfPatient(i);
          if (next != null) {
            delivery.deliver(next, -1);
          }
        }
        if (!(fault == Fault.LOSE && i % 50 == 49)) {
          delivery.deliver(body, i);
        }
        if (fault == Fault.TWO_OWNERS && i >= LAG) {
          other.deliver(body(i - LAG), -1);
        }
        store.delivered();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      if (!closed) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    synchronized (this) {
      notifyAll();
    }
    deliverer.interrupt();
    later.shutdownNow();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    delivery.close();
    other.close();
    HttpServer running = http;
    if (running != null) {
      running.stop(0);
    }
  }
}
