package io.hie.chaostests.broker;

import io.hie.chaostests.ChaosException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** One Kafka node, broker and controller in one, in this JVM, on the loopback address. */
public final class BrokerServer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final KafkaRaftServer server;

  /**
   * What a broker is started with; the same after a kill.
   *
   * @param voters all brokers of the cluster as {@code id@host:port} of their controllers
   * @param brokers how many there are
   */
  public record Settings(
      int id,
      int port,
      int controllerPort,
      String voters,
      int brokers,
      String clusterId,
      Path directory) {}

  private BrokerServer(KafkaRaftServer server) {
    this.server = server;
  }

  /** Formats the directory if it is new, and starts. */
  public static BrokerServer start(Settings settings) {
    try {
      Files.createDirectories(settings.directory());
      format(settings);
    } catch (IOException failed) {
      throw new ChaosException("the broker's directory cannot be used: " + failed, failed);
    }
    KafkaRaftServer server =
        new KafkaRaftServer(new KafkaConfig(properties(settings), false), Time.SYSTEM);
    server.startup();
    return new BrokerServer(server);
  }

  private static Map<String, Object> properties(Settings settings) {
    String broker = LOOPBACK + ":" + settings.port();
    String copies = Integer.toString(settings.brokers());
    Map<String, Object> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(settings.id()));
    properties.put("controller.quorum.voters", settings.voters());
    properties.put(
        "listeners",
        "PLAINTEXT://" + broker + ",CONTROLLER://" + LOOPBACK + ":" + settings.controllerPort());
    properties.put("advertised.listeners", "PLAINTEXT://" + broker);
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("log.dirs", settings.directory().toAbsolutePath().toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("default.replication.factor", copies);
    properties.put("offsets.topic.replication.factor", copies);
    properties.put("message.max.bytes", Integer.toString(16 << 20));
    properties.put("replica.fetch.max.bytes", Integer.toString(16 << 20));
    // A broker that is dead is noticed soon, and one that is back is soon in step.
    properties.put("broker.session.timeout.ms", "3000");
    properties.put("broker.heartbeat.interval.ms", "500");
    properties.put("replica.lag.time.max.ms", "5000");
    properties.put("num.network.threads", "1");
    properties.put("num.io.threads", "2");
    properties.put("log.cleaner.threads", "1");
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    return properties;
  }

  private static void format(Settings settings) throws IOException {
    if (Files.exists(settings.directory().resolve("meta.properties"))) {
      return;
    }
    String directory = settings.directory().toAbsolutePath().toString();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      new Formatter()
          .setPrintStream(new PrintStream(output, true, StandardCharsets.UTF_8))
          .setClusterId(settings.clusterId())
          .setNodeId(settings.id())
          .addDirectory(directory)
          .setMetadataLogDirectory(directory)
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException failed) {
      throw failed;
    } catch (Exception failed) {
      throw new IOException(output.toString(StandardCharsets.UTF_8).strip(), failed);
    }
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
