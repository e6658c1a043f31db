package io.hie.clusternode;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.key.NhsNumber;
import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import io.hie.clusternode.cluster.Formation;
import io.hie.sharding.key.ShardingKey;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.pekko.stream.javadsl.Sink;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A hospital around a real node: a node with its files, senders and receivers on real sockets. */
final class Hospital {
  static final String WORKSPACE = "royal";
  static final String PROJECT = "ADT";
  static final List<String> PATIENTS =
      List.of(
          "9990000018",
          "9990000026",
          "9990000034",
          "9990000042",
          "9990000050",
          "9990000069",
          "9990000077",
          "9990000085");

  private Hospital() {}

  /** A node that runs one production, on the journal that starts and stops fastest. */
  static Node start(Path data, String document, Map<String, String> environment) throws Exception {
    return start(data, document, environment, Map.of("hie.journal", "jdbc"));
  }

  /** A node that runs one production. */
  static Node start(
      Path data, String document, Map<String, String> environment, Map<String, String> settings)
      throws Exception {
    return start(data, document, environment, 0, settings, null);
  }

  /** A node with its API at a port. */
  static Node start(
      Path data,
      String document,
      Map<String, String> environment,
      int httpPort,
      Map<String, String> settings)
      throws Exception {
    return start(data, document, environment, httpPort, settings, null);
  }

  /** A node that runs one production with items of jars. */
  static Node start(
      Path data,
      String document,
      Map<String, String> environment,
      Map<String, String> settings,
      @Nullable ItemLibrary library)
      throws Exception {
    return start(data, document, environment, 0, settings, library);
  }

  private static Node start(
      Path data,
      String document,
      Map<String, String> environment,
      int httpPort,
      Map<String, String> settings,
      @Nullable ItemLibrary library)
      throws Exception {
    Node node = startUnready(data, document, environment, httpPort, settings, library);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> node.readiness().toCompletableFuture().join().ready());
    return node;
  }

  /** A node that may never be ready, such as one whose services find their ports taken. */
  static Node startUnready(
      Path data,
      String document,
      Map<String, String> environment,
      int httpPort,
      Map<String, String> settings,
      @Nullable ItemLibrary library)
      throws Exception {
    ItemTypes types =
        library == null ? ItemTypes.installed(Hospital.class.getClassLoader()) : library.types();
    ProductionReader reader = new ProductionReader(types, environment);
    Verdict verdict = reader.read(document.getBytes(StandardCharsets.UTF_8));
    if (!(verdict instanceof Verdict.Accepted accepted)) {
      throw new AssertionError(verdict.problems());
    }
    Production production = accepted.production();
    return Node.start(
        new NodeSettings(data, "127.0.0.1", httpPort, settings),
        reader,
        library,
        List.of(production),
        "token",
        Formation.alone());
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * An admission of a patient whose order among the patient's messages stands in its last segment.
   */
  static String admission(String nhsNumber, String controlId, int order) {
    return "MSH|^~\\&|PAS|RHX|HIE|RHX|20261102080000||ADT^A01^ADT_A01|"
        + controlId
        + "|P|2.4\r"
        + "EVN|A01|20261102080000\r"
        + "PID|1||"
        + nhsNumber
        + "^^^NHS^NH||HARGREAVES^WINIFRED||19480517|2\r"
        + "PV1|1|I|A1^BAY1^03\r"
        + "ZOR|"
        + order
        + "\r";
  }

  /** The events of a patient's history. */
  static List<HistoryEvent> history(Node node, String nhsNumber) {
    ShardingKey key =
        ShardingKey.patient(WORKSPACE, PROJECT, NhsNumber.parse(nhsNumber).orElseThrow());
    return node.histories()
        .events(node.histories().idOf(key), 1)
        .map(entry -> entry.event())
        .runWith(Sink.seq(), node.system())
        .toCompletableFuture()
        .join();
  }

  static String field(String message, String segment, int number) {
    for (String line : message.split("\r", -1)) {
      if (line.startsWith(segment + "|")) {
        String[] fields = line.split("\\|", -1);
        int index = segment.equals("MSH") ? number - 1 : number;
        return index < fields.length ? fields[index] : "";
      }
    }
    return "";
  }

  /** A system that sends over one connection. */
  static final class Sender implements AutoCloseable {
    private final Socket socket;
    private final BufferedInputStream in;

    Sender(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(30_000);
      in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a message and returns the acknowledgement code. */
    String send(String message) throws IOException {
      return field(exchange(message.getBytes(StandardCharsets.UTF_8)), "MSA", 1);
    }

    /** Sends bytes in a frame and returns the whole answer. */
    String exchange(byte[] message) throws IOException {
      writeFrame(socket, message);
      byte[] answer = readFrame(in);
      if (answer == null) {
        throw new IOException("closed instead of answered");
      }
      return new String(answer, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /**
   * What a receiver does with a message; returns the bytes to answer with, framed or not, null to
   * hang up.
   */
  interface Manner extends Function<String, byte @Nullable []> {}

  static final Manner ACCEPTS = message -> frame(ack("AA", message));

  static byte[] ack(String code, String message) {
    return ("MSH|^~\\&|EPR|RHX|HIE|RHX|20261102080000||ACK|A1|P|2.4\rMSA|"
            + code
            + "|"
            + field(message, "MSH", 10)
            + "\r")
        .getBytes(StandardCharsets.UTF_8);
  }

  static byte[] frame(byte[] message) {
    byte[] frame = new byte[message.length + 3];
    frame[0] = 0x0B;
    System.arraycopy(message, 0, frame, 1, message.length);
    frame[message.length + 1] = 0x1C;
    frame[message.length + 2] = '\r';
    return frame;
  }

  /** A system that receives. */
  static final class Receiver implements AutoCloseable {
    private final ServerSocket server;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Manner manner;

    Receiver(Manner manner) throws IOException {
      this(0, manner);
    }

    Receiver(int port, Manner manner) throws IOException {
      this.manner = manner;
      server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    void behave(Manner other) {
      manner = other;
    }

    List<String> received() {
      return List.copyOf(received);
    }

    /** How many connections were ever made to it. */
    int connections() {
      return open.size();
    }

    /** Control ids in the order in which they came. */
    List<String> controlIds() {
      return received.stream().map(message -> field(message, "MSH", 10)).toList();
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket connection = server.accept();
          open.add(connection);
          Thread.ofVirtual().start(() -> serve(connection));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private void serve(Socket connection) {
      try (connection) {
        BufferedInputStream in = new BufferedInputStream(connection.getInputStream());
        for (byte[] bytes = readFrame(in); bytes != null; bytes = readFrame(in)) {
          String message = new String(bytes, StandardCharsets.UTF_8);
          received.add(message);
          byte[] answer = manner.apply(message);
          if (answer == null) {
            return;
          }
          connection.getOutputStream().write(answer);
          connection.getOutputStream().flush();
        }
      } catch (IOException gone) {
        // The engine's side of it is what is tested.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket connection : open) {
        connection.close();
      }
    }
  }

  private static void writeFrame(Socket socket, byte[] message) throws IOException {
    socket.getOutputStream().write(frame(message));
    socket.getOutputStream().flush();
  }

  static byte @Nullable [] readFrame(InputStream in) throws IOException {
    int next = in.read();
    while (next != 0x0B) {
      if (next < 0) {
        return null;
      }
      next = in.read();
    }
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    for (next = in.read(); next != 0x1C; next = in.read()) {
      if (next < 0) {
        return null;
      }
      frame.write(next);
    }
    return in.read() == '\r' ? frame.toByteArray() : null;
  }

  /**
   * The messages of one patient among these, as control ids, each once, in the order of first
   * arrival.
   */
  static List<String> ofPatient(List<String> messages, String nhsNumber) {
    List<String> ids = new ArrayList<>();
    for (String message : messages) {
      String id = field(message, "MSH", 10);
      if (field(message, "PID", 3).startsWith(nhsNumber) && !ids.contains(id)) {
        ids.add(id);
      }
    }
    return ids;
  }
}
