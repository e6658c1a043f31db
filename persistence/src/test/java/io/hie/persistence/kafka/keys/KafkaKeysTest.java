package io.hie.persistence.kafka.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.persistence.WrappedKeys;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.journal.TestBroker;
import io.hie.persistence.kafka.topics.UnsuitableTopicException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
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

  @Test
  void shouldRefuseATopicThatKeepsDestroyedKeysForLong() throws Exception {
    KafkaSettings settings = KafkaSettings.of(config);
    open(config).close();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, settings.keysTopic()),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.compaction.lag.ms", "9999999999"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
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
