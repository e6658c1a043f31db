package io.hie.clusternode.demo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays the patient administration system: sends a journey over one connection, each message after
 * its answer.
 */
final class Sender {
  private final int port;
  private final AtomicInteger sent = new AtomicInteger();
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  Sender(int port) {
    this.port = port;
  }

  void send(Iterable<Journeys.Message> journey) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
      for (Journeys.Message message : journey) {
        Mllp.write(socket.getOutputStream(), message.bytes());
        sent.incrementAndGet();
        byte[] answer = Mllp.read(in);
        if (answer == null) {
          throw new IOException("the engine closed the connection");
        }
        if (Mllp.field(answer, "MSA", 2).equals(message.controlId())) {
          answers.put(message.controlId(), Mllp.field(answer, "MSA", 1));
        }
      }
    }
  }

  int sent() {
    return sent.get();
  }

  /** Messages that were accepted: CA in the enhanced mode that they ask for, or AA. */
  int acknowledged() {
    return (int)
        answers.values().stream().filter(code -> code.equals("AA") || code.equals("CA")).count();
  }

  boolean acknowledged(String controlId) {
    String code = answers.get(controlId);
    return "AA".equals(code) || "CA".equals(code);
  }
}
