package io.hie.clusternode.demo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Plays the electronic patient record: takes messages over MLLP, keeps them, and answers AA. */
final class Receiver implements AutoCloseable {
  private final ServerSocket server;
  private final List<byte[]> received = new CopyOnWriteArrayList<>();

  Receiver() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("demo-epr").start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  List<byte[]> received() {
    return List.copyOf(received);
  }

  int count() {
    return received.size();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedInputStream in = new BufferedInputStream(connection.getInputStream());
      for (byte[] message = Mllp.read(in); message != null; message = Mllp.read(in)) {
        received.add(message);
        String controlId = Mllp.field(message, "MSH", 10);
        String answer =
            "MSH|^~\\&|EPR|RHX|HIE|RHX|20261102120000||ACK|E"
                + controlId
                + "|P|2.4\rMSA|AA|"
                + controlId
                + "\r";
        Mllp.write(connection.getOutputStream(), answer.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException gone) {
      // The engine reconnects when it has more.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
