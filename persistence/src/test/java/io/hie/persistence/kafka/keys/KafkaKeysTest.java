package io.hie.persistence.kafka.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.journal.TestBroker;
import io.hie.persistence.kafka.topics.UnsuitableTopicException;
import io.hie.persistence.keys.WrappedKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The store of keys on a real broker, with two nodes that share it. */
class KafkaKeysTest {
  private final Config config = TestBroker.config();

  private static WrappedKeys open(Config config) {
    return KafkaKeys.open(KafkaSettings.of(config));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static void set(KafkaSettings settings, String setting, String value) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, settings.keysTopic()),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static String text(WrappedKeys keys, String id) {
    return get(keys.find(id)).map(value -> new String(value, UTF_8)).orElse("none");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void shouldFindAtOnceWhatThisNodeOrAnotherPut() {
    try (WrappedKeys one = open(config);
        WrappedKeys two = open(TestBroker.anotherNode(config))) {
      for (int i = 0; i < 50; i++) {
        get(one.put("id" + i, bytes("first")));
        assertThat(text(one, "id" + i)).isEqualTo("first");
        assertThat(text(two, "id" + i)).isEqualTo("first");
        get(one.put("id" + i, bytes("second")));
        assertThat(text(one, "id" + i)).isEqualTo("second");
      }
      assertThat(text(two, "another")).isEqualTo("none");
    }
  }

  @Test
  void shouldKeepTheNewestOverARestartAndALostDirectory() {
    try (WrappedKeys one = open(config)) {
      List<CompletableFuture<Void>> puts = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        puts.add(one.put("id" + i % 400, bytes("value " + i)).toCompletableFuture());
      }
      puts.forEach(KafkaKeysTest::get);
    }
    try (WrappedKeys again = open(config);
        WrappedKeys anew = open(TestBroker.anotherNode(config))) {
      for (int i = 600; i < 1_000; i++) {
        assertThat(text(again, "id" + i % 400)).isEqualTo("value " + i);
        assertThat(text(anew, "id" + i % 400)).isEqualTo("value " + i);
      }
    }
  }

  @Test
  void shouldReadAnewWhatBelongsToAnotherTopic() {
    try (WrappedKeys one = open(config)) {
      get(one.put("old", bytes("of the old topic")));
    }
    Config moved =
        ConfigFactory.parseMap(
                Map.of("hie.kafka.keys-directory", config.getString("hie.kafka.keys-directory")))
            .withFallback(TestBroker.config());
    try (WrappedKeys other = open(moved)) {
      assertThat(text(other, "old")).isEqualTo("none");
    }
  }

  /** Waits for the broker's cleaner, which looks every 15 seconds. */
  @Test
  void shouldMakeAReplacedValueVanishFromTheTopicAndTheTable() throws Exception {
    // given: a short time to keep what is replaced
    Config hasty = ConfigFactory.parseMap(Map.of("hie.kafka.keys-lag", "1s")).withFallback(config);
    KafkaSettings settings = KafkaSettings.of(hasty);
    byte[] secret = bytes("a wrapped key that is to be gone for good, " + System.nanoTime());
    byte[] other = bytes("a wrapped key that is to stay for ever, " + System.nanoTime());
    try (WrappedKeys keys = open(hasty)) {
      set(settings, "file.delete.delay.ms", "100");
      get(keys.put("stays", other));
      get(keys.put("goes", secret));
      Path topics = TestBroker.logs();
      assertThat(holds(topics, settings.keysTopic(), secret)).isTrue();

      // when
      get(keys.put("goes", new byte[] {0}));

      // then
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(500))
          .until(
              () ->
                  !holds(topics, settings.keysTopic(), secret)
                      && !holds(settings.keysDirectory(), "", secret));
      assertThat(holds(topics, settings.keysTopic(), other)).isTrue();
      assertThat(get(keys.find("goes"))).hasValue(new byte[] {0});
      assertThat(get(keys.find("stays"))).hasValue(other);
    }
  }

  private static boolean holds(Path directory, String name, byte[] text) throws IOException {
    String wanted = new String(text, ISO_8859_1);
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files =
          all.filter(file -> file.toString().contains(name) && Files.isRegularFile(file)).toList();
    } catch (UncheckedIOException changing) {
      return true;
    }
    for (Path file : files) {
      try {
        if (Files.readString(file, ISO_8859_1).contains(wanted)) {
          return true;
        }
      } catch (NoSuchFileException gone) {
        // It was cleaned in between, and what is in its place is in the next round.
        return true;
      }
    }
    return false;
  }

  @Test
  void shouldRefuseATopicThatKeepsDestroyedKeysForLong() throws Exception {
    KafkaSettings settings = KafkaSettings.of(config);
    open(config).close();
    set(settings, "max.compaction.lag.ms", "9999999999");
    assertThatThrownBy(() -> open(config))
        .isInstanceOf(UnsuitableTopicException.class)
        .hasMessageContaining("max.compaction.lag.ms=9999999999 where 3600000 or less is needed")
        .hasMessageContaining("kafka-configs.sh");
  }

  @Test
  void shouldRefuseAValueThatIsTooLarge() {
    try (WrappedKeys one = open(config)) {
      assertThatThrownBy(() -> one.put("id", new byte[101]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
