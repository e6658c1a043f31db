package io.hie.clusternode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a node is started with.
 *
 * @param dataDirectory where all that it keeps is
 * @param httpInterface where its API listens
 * @param httpPort 0 for any that is free
 * @param overrides settings that count before those of the environment, by their paths in {@code
 *     reference.conf}
 */
public record NodeSettings(
    Path dataDirectory, String httpInterface, int httpPort, Map<String, String> overrides) {
  public NodeSettings {
    overrides = Map.copyOf(overrides);
  }

  /** The same with more settings that count before all others. */
  NodeSettings with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(overrides);
    all.putAll(more);
    return new NodeSettings(dataDirectory, httpInterface, httpPort, all);
  }

  /** A node that goes by its environment. */
  public NodeSettings(Path dataDirectory, String httpInterface, int httpPort) {
    this(dataDirectory, httpInterface, httpPort, Map.of());
  }

  /** The configuration of the actor system. */
  public Config config() {
    return ConfigFactory.parseMap(overrides)
        .withFallback(ConfigFactory.defaultOverrides())
        .withFallback(ConfigFactory.parseResources("application.conf"))
        .withFallback(ConfigFactory.parseMap(places()))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  private Map<String, String> places() {
    Path data = dataDirectory.toAbsolutePath();
    return Map.of(
        "hie.persistence.jdbc.url",
        "jdbc:h2:file:"
            + data.resolve("h2").resolve("hie")
            + ";WRITE_DELAY=0;RETENTION_TIME=10000;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=32768",
        "hie.configuration.jdbc.url",
        "jdbc:h2:file:"
            + data.resolve("h2").resolve("configuration")
            + ";WRITE_DELAY=0;RETENTION_TIME=10000;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096",
        "hie.kafka.broker-directory",
        data.resolve("kafka").toString(),
        "hie.kafka.view-directory",
        data.resolve("view").toString(),
        "hie.kafka.keys-directory",
        data.resolve("keys").toString());
  }
}
