package io.hie.protocols.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver that answers as a test says, well or badly. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listening;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private volatile Script script;

  ScriptedServer(Script script) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  ScriptedServer(ServerSocket listening, Script script) {
    this.listening = listening;
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  /** A request as it came. */
  record Request(String line, Map<String, String> headers, String body, int connection) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** What is done when a request has come; the connection stays open unless it is closed. */
  @FunctionalInterface
  interface Script {
    void answer(Request request, OutputStream out, Socket socket) throws Exception;
  }

  static Script status(int status, String... headers) {
    return (request, out, socket) -> write(out, status, "", headers);
  }

  static Script statusAndBody(int status, String body) {
    return (request, out, socket) -> write(out, status, body);
  }

  private static void write(OutputStream out, int status, String body, String... headers)
      throws IOException {
    StringBuilder answer = new StringBuilder("HTTP/1.1 " + status + " As scripted\r\n");
    for (String header : headers) {
      answer.append(header).append("\r\n");
    }
    answer.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    out.write(answer.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  void nowDo(Script next) {
    script = next;
  }

  int port() {
    return listening.getLocalPort();
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  int connections() {
    return connections.size();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        connections.add(socket);
        int number = connections.size();
        Thread.ofVirtual().start(() -> serve(socket, number));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Request request = read(in, number); request != null; request = read(in, number)) {
        requests.add(request);
        script.answer(request, socket.getOutputStream(), socket);
      }
    } catch (Exception ended) {
      // the other side has gone, or the script has thrown the connection away
    }
  }

  private static Request read(InputStream in, int number) throws IOException {
    String line = line(in);
    if (line.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Request(line, headers, new String(body, StandardCharsets.UTF_8), number);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket each : connections) {
      each.close();
    }
  }
}
