package io.hie.chaostests.load;

import io.hie.chaostests.message.Identity;
import io.hie.chaostests.mllp.Answer;
import io.hie.chaostests.mllp.FrameParser;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as its script says, and keeps what it got. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket server;
  private final Script script;
  private final AtomicInteger count = new AtomicInteger();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  final List<Got> got = new CopyOnWriteArrayList<>();

  /** What to do about the {@code count}th frame, counted from 1. */
  @FunctionalInterface
  interface Script {
    Reaction react(int count, Identity identity);
  }

  enum Reaction {
    AA,
    CA,
    AE,
    AR,
    CLOSE,
    SILENCE,
    OTHER_ID,
    TWICE
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Got(Identity identity, byte[] body, Reaction reaction) {}

  ScriptedServer(Script script) throws IOException {
    this.script = script;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    FrameParser parser = new FrameParser(100_000);
    try (socket) {
      ReadableByteChannel in = Channels.newChannel(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (!socket.isClosed()
          && parser.read(in, (array, at, length) -> onFrame(socket, out, array, at, length))) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      // the sender went away, or we closed
    }
  }

  private void onFrame(Socket socket, OutputStream out, byte[] array, int at, int length)
      throws IOException {
    byte[] body = Arrays.copyOfRange(array, at, at + length);
    Identity identity = Objects.requireNonNull(Identity.read(body, 0, body.length));
    Reaction reaction = script.react(count.incrementAndGet(), identity);
    got.add(new Got(identity, body, reaction));
    switch (reaction) {
      case AA, CA, AE, AR -> out.write(Answer.frame(reaction.name(), body, 0, body.length));
      case CLOSE -> socket.close();
      case SILENCE -> {
        // nothing
      }
      case OTHER_ID -> out.write(Answer.frame("AA", new byte[] {'?'}, 0, 1));
      case TWICE -> {
        out.write(Answer.frame("AA", body, 0, body.length));
        out.write(Answer.frame("AA", body, 0, body.length));
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
