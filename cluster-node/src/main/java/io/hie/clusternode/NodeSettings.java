package io.hie.clusternode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a node is started with.
 *
 * @param dataDirectory where all that it keeps is
 * @param httpInterface where its API listens
 * @param httpPort 0 for any that is free
 */
public record NodeSettings(Path dataDirectory, String httpInterface, int httpPort) {

  /** The configuration of the actor system. */
  Config config() {
    Path h2 = dataDirectory.resolve("h2").resolve("hie").toAbsolutePath();
    return ConfigFactory.parseMap(
            Map.of(
                "hie.persistence.jdbc.url",
                "jdbc:h2:file:"
                    + h2
                    + ";WRITE_DELAY=0;RETENTION_TIME=10000;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=32768",
                "hie.kafka.broker-directory",
                dataDirectory.resolve("kafka").toAbsolutePath().toString(),
                "hie.kafka.view-directory",
                dataDirectory.resolve("view").toAbsolutePath().toString()))
        .withFallback(ConfigFactory.defaultOverrides())
        .withFallback(ConfigFactory.parseResources("application.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }
}
