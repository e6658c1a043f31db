package io.hie.protocols.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A receiver that does to each message what its script says next, and answers AA when the script is
 * at its end. Listens on the loopback address; stopped, it can be started again on its port.
 */
final class ScriptedReceiver implements AutoCloseable {
  /** What is done to one message. */
  @FunctionalInterface
  interface Behaviour {
    void act(Conversation conversation, String message) throws IOException, InterruptedException;

    default Behaviour then(Behaviour next) {
      return (conversation, message) -> {
        act(conversation, message);
        next.act(conversation, message);
      };
    }
  }

  private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final ServerSocketFactory sockets;
  private volatile Behaviour otherwise = answer("AA");
  private volatile boolean deaf;
  private volatile ServerSocket server;

  private ScriptedReceiver(ServerSocketFactory sockets) {
    this.sockets = sockets;
  }

  static ScriptedReceiver start() throws IOException {
    return start(ServerSocketFactory.getDefault());
  }

  static ScriptedReceiver start(ServerSocketFactory sockets) throws IOException {
    ScriptedReceiver receiver = new ScriptedReceiver(sockets);
    receiver.listen(0);
    return receiver;
  }

  /** One that is not there: its port is free. */
  static ScriptedReceiver absent() throws IOException {
    ScriptedReceiver receiver = start();
    receiver.stop();
    return receiver;
  }

  private void listen(int port) throws IOException {
    ServerSocket listening = sockets.createServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    server = listening;
    Thread.ofVirtual().start(() -> accept(listening));
  }

  int port() {
    return server.getLocalPort();
  }

  /** Comes back on the same port. */
  void restart() throws IOException {
    listen(port());
  }

  /** What is done to the next messages, one after the other. */
  ScriptedReceiver script(Behaviour... behaviours) {
    script.addAll(List.of(behaviours));
    return this;
  }

  /** What is done to messages beyond the script. */
  ScriptedReceiver otherwise(Behaviour behaviour) {
    otherwise = behaviour;
    return this;
  }

  /** Accepts connections from now on without ever reading from them. */
  ScriptedReceiver deaf() {
    deaf = true;
    return this;
  }

  List<String> received() {
    return received;
  }

  /** How many connections there have been. */
  int accepted() {
    return accepted.get();
  }

  /** Ends all connections, and goes on listening. */
  void hangUp() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Ends everything. */
  void stop() throws IOException {
    server.close();
    hangUp();
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  private void accept(ServerSocket listening) {
    try {
      while (true) {
        Socket socket = listening.accept();
        socket.setTcpNoDelay(true);
        accepted.incrementAndGet();
        open.add(socket);
        if (!deaf) {
          Thread.ofVirtual().start(() -> converse(socket));
        }
      }
    } catch (IOException closed) {
      // the test has stopped it
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      Conversation conversation = new Conversation(socket);
      for (String message; (message = conversation.read()) != null; ) {
        received.add(message);
        Behaviour next = script.poll();
        (next == null ? otherwise : next).act(conversation, message);
      }
    } catch (IOException | InterruptedException over) {
      // the other side is gone, or the script has ended the connection
    } finally {
      open.remove(socket);
    }
  }

  /** One connection. */
  static final class Conversation {
    private final Socket socket;
    private final InputStream in;

    Conversation(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    private String read() throws IOException {
      if (in.read() < 0) {
        return null;
      }
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      for (int b, last = 0; !((b = in.read()) == Mllp.CR && last == Mllp.FS); last = b) {
        if (b < 0) {
          return null;
        }
        message.write(b);
      }
      String text = message.toString(ISO_8859_1);
      return text.substring(0, text.length() - 1);
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }
  }

  static String controlId(String message) {
    return message.split("\\|", -1)[9];
  }

  static Behaviour answer(String code) {
    return answer(code, "");
  }

  static Behaviour answer(String code, String text) {
    return (conversation, message) ->
        conversation.write(Samples.frame(Samples.ack(code, controlId(message), text)));
  }

  /** AA for some other message. */
  static Behaviour answerFor(String controlId) {
    return (conversation, message) ->
        conversation.write(Samples.frame(Samples.ack("AA", controlId)));
  }

  /** AA, one byte a packet. */
  static Behaviour answerBytewise() {
    return (conversation, message) -> {
      for (byte b : Samples.frame(Samples.ack("AA", controlId(message)))) {
        conversation.write(new byte[] {b});
      }
    };
  }

  static Behaviour raw(String bytes) {
    return (conversation, message) -> conversation.write(bytes.getBytes(ISO_8859_1));
  }

  static Behaviour silence() {
    return (conversation, message) -> {};
  }

  static Behaviour waitFor(CountDownLatch latch) {
    return (conversation, message) -> latch.await();
  }

  static Behaviour hangUpNow() {
    return (conversation, message) -> conversation.socket.close();
  }

  static Behaviour hangUpWithinTheAnswer() {
    return (conversation, message) -> {
      byte[] answer = Samples.frame(Samples.ack("AA", controlId(message)));
      conversation.write(java.util.Arrays.copyOf(answer, answer.length / 2));
      conversation.socket.close();
    };
  }

  static Behaviour reset() {
    return (conversation, message) -> {
      conversation.socket.setSoLinger(true, 0);
      conversation.socket.close();
    };
  }
}
