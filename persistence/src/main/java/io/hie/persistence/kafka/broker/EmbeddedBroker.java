package io.hie.persistence.kafka.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, broker and controller in one, inside this JVM. It listens on the loopback address
 * alone, with neither encryption nor passwords, so whoever has an account on the machine can reach
 * it.
 *
 * <p>A record that it has acknowledged is with the operating system: it survives the end of the
 * process, however sudden, and not the sudden end of the machine.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int NODE = 1;
  private static final String LOOPBACK = "127.0.0.1";
  private static final String PORTS = "ports";

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker on free ports; a few seconds.
   *
   * @param directory for its files, and for nothing else; made if it is not there
   * @param largestRecord the most bytes that a record may have
   * @throws IOException if the directory cannot be used
   * @throws IllegalStateException if the broker does not start, as when another one uses the
   *     directory
   */
  public static EmbeddedBroker start(Path directory, int largestRecord) throws IOException {
    return start(directory, largestRecord, Map.of());
  }

  /**
   * The same with settings of Kafka's own, such as {@code listeners}, that go before those that are
   * made here.
   */
  public static EmbeddedBroker start(Path directory, int largestRecord, Map<String, String> more)
      throws IOException {
    Path logs = directory.resolve("logs");
    Files.createDirectories(logs);
    // A port that was free a moment ago may be taken a moment later, so it is tried again.
    IllegalStateException last = null;
    for (int attempt = 0; attempt < 3; attempt++) {
      int[] ports = ports(directory);
      Map<String, Object> settings = settings(logs, ports[0], ports[1], largestRecord);
      settings.putAll(more);
      try {
        formatIfNew(logs);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        try {
          server.startup();
        } catch (RuntimeException failed) {
          server.shutdown();
          throw failed;
        }
        remember(directory, ports);
        return new EmbeddedBroker(server, first(String.valueOf(settings.get("listeners"))));
      } catch (RuntimeException failed) {
        last =
            new IllegalStateException(
                "the embedded Kafka under "
                    + directory
                    + " did not start: "
                    + failed.getMessage()
                    + "; stop the node that uses the directory, or name a Kafka cluster with"
                    + " hie.kafka.bootstrap-servers (HIE_KAFKA_BOOTSTRAP_SERVERS)",
                failed);
        if (!isPortTaken(failed)) {
          throw last;
        }
      }
    }
    throw last;
  }

  /** Where clients find it, as {@code host:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops it and waits until it has. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  /** Host and port of the first listener. */
  private static String first(String listeners) {
    String listener = listeners.split(",", 2)[0];
    return listener.substring(listener.indexOf("://") + 3);
  }

  private static Map<String, Object> settings(
      Path logs, int port, int controllerPort, int largestRecord) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put("controller.quorum.voters", NODE + "@" + LOOPBACK + ":" + controllerPort);
    settings.put(
        "listeners",
        "PLAINTEXT://"
            + LOOPBACK
            + ":"
            + port
            + ",CONTROLLER://"
            + LOOPBACK
            + ":"
            + controllerPort);
    settings.put("advertised.listeners", "PLAINTEXT://" + LOOPBACK + ":" + port);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("log.dirs", logs.toAbsolutePath().toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("message.max.bytes", Integer.toString(largestRecord));
    settings.put("replica.fetch.max.bytes", Integer.toString(largestRecord));
    // One client, a few cores: more threads only hand work around.
    settings.put("num.network.threads", "1");
    settings.put("num.io.threads", "1");
    settings.put("num.replica.fetchers", "1");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "1");
    // Keeps deduplication buffers of the log cleaner small; they are heap.
    settings.put("log.cleaner.threads", "1");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    settings.put("queued.max.requests", "64");
    // A killed broker is waited for as long as this by its own next life. Both sides of the session
    // are in this process, so a pause of it stops both.
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    return settings;
  }

  private static void formatIfNew(Path logs) throws IOException {
    if (Files.exists(logs.resolve("meta.properties"))) {
      return;
    }
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      new Formatter()
          .setPrintStream(new PrintStream(output, true, StandardCharsets.UTF_8))
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(NODE)
          .addDirectory(logs.toAbsolutePath().toString())
          .setMetadataLogDirectory(logs.toAbsolutePath().toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException failed) {
      throw failed;
    } catch (Exception failed) {
      throw new IOException(
          "the directory "
              + logs
              + " cannot be made ready for Kafka: "
              + output.toString(StandardCharsets.UTF_8).strip(),
          failed);
    }
  }

  /** Those of its last life if they are free, since others may look for it there. */
  private static int[] ports(Path directory) throws IOException {
    Path file = directory.resolve(PORTS);
    if (Files.exists(file)) {
      try {
        String[] last = Files.readString(file).strip().split(" ");
        int[] ports = {Integer.parseInt(last[0]), Integer.parseInt(last[1])};
        if (isFree(ports[0]) && isFree(ports[1])) {
          return ports;
        }
      } catch (RuntimeException notPorts) {
        // Others will do.
      }
    }
    return freePorts();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket =
        new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static void remember(Path directory, int[] ports) throws IOException {
    Files.writeString(directory.resolve(PORTS), ports[0] + " " + ports[1] + "\n");
  }

  private static int[] freePorts() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket one = new ServerSocket(0, 1, loopback);
        ServerSocket other = new ServerSocket(0, 1, loopback)) {
      return new int[] {one.getLocalPort(), other.getLocalPort()};
    }
  }

  private static boolean isPortTaken(Throwable failed) {
    for (Throwable each = failed; each != null; each = each.getCause()) {
      if (each instanceof java.net.BindException
          || String.valueOf(each.getMessage()).contains("Address already in use")) {
        return true;
      }
    }
    return false;
  }
}
