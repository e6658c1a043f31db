package io.hie.persistence.kafka.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One broker for all tests of a JVM; every use has topics and a directory of its own. */
public final class TestBroker {
  private static final AtomicInteger USES = new AtomicInteger();
  private static final Path DIRECTORY = directory();
  private static final EmbeddedBroker BROKER = start();

  private TestBroker() {}

  private static Path directory() {
    try {
      return Files.createTempDirectory("hie-test-kafka");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static EmbeddedBroker start() {
    try {
      EmbeddedBroker broker = EmbeddedBroker.start(DIRECTORY.resolve("broker"), 16 << 20);
      Runtime.getRuntime().addShutdownHook(new Thread(TestBroker::end));
      return broker;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void end() {
    BROKER.close();
    try (var files = Files.walk(DIRECTORY)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
    } catch (IOException | UncheckedIOException left) {
      // The system clears its temporary directory by itself.
    }
  }

  /** Where the broker has its files. */
  public static Path logs() {
    return DIRECTORY.resolve("broker");
  }

  public static String bootstrapServers() {
    return BROKER.bootstrapServers();
  }

  /** A configuration with topics that nobody else has. */
  public static Config config() {
    int use = USES.incrementAndGet();
    Map<String, Object> values = new HashMap<>();
    values.put("hie.kafka.bootstrap-servers", bootstrapServers());
    values.put("hie.kafka.events-topic", "events-" + use);
    values.put("hie.kafka.snapshots-topic", "snapshots-" + use);
    values.put("hie.kafka.keys-topic", "keys-" + use);
    values.put("hie.kafka.dead-letters-topic", "deadletters-" + use);
    values.put("hie.kafka.view-directory", DIRECTORY.resolve("view-" + use).toString());
    values.put("hie.kafka.keys-directory", DIRECTORY.resolve("keys-" + use).toString());
    values.put("hie.kafka.partitions", 4);
    values.put("pekko.persistence.journal.plugin", "hie.kafka.journal");
    values.put("pekko.persistence.snapshot-store.plugin", "hie.kafka.snapshot-store");
    values.put("pekko.loglevel", "WARNING");
    return ConfigFactory.parseMap(values).withFallback(ConfigFactory.load());
  }

  /** The same log, seen by another node. */
  public static Config anotherNode(Config one) {
    return ConfigFactory.parseMap(
            Map.of(
                "hie.kafka.view-directory",
                DIRECTORY.resolve("view-" + USES.incrementAndGet()).toString(),
                "hie.kafka.keys-directory",
                DIRECTORY.resolve("keys-" + USES.incrementAndGet()).toString()))
        .withFallback(one);
  }

  public static KafkaSettings settings() {
    return KafkaSettings.of(config());
  }
}
