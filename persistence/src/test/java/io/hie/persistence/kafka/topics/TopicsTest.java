package io.hie.persistence.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.journal.TestBroker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {
  private final Config config = TestBroker.config();
  private final KafkaSettings settings = KafkaSettings.of(config);

  private void set(String topic, String setting, String value) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private KafkaSettings with(String setting, Object value) {
    return KafkaSettings.of(
        ConfigFactory.parseMap(Map.of("hie.kafka." + setting, value)).withFallback(config));
  }

  @Test
  void shouldAcceptTheTopicsThatItMade() {
    assertThat(Topics.ensure(settings)).isEqualTo(Topics.ensure(settings)).isNotBlank();
  }

  @Test
  void shouldRefuseATopicThatForgets() throws Exception {
    Topics.ensure(settings);
    set(settings.eventsTopic(), "retention.ms", "604800000");
    assertThatThrownBy(() -> Topics.ensure(settings))
        .isInstanceOf(UnsuitableTopicException.class)
        .hasMessageContaining(settings.eventsTopic() + " has retention.ms=604800000 where -1")
        .hasMessageContaining("kafka-configs.sh")
        .hasMessageContaining("--add-config retention.ms=-1");
  }

  @Test
  void shouldNameAllThatIsWrongAtOnce() throws Exception {
    Topics.ensure(settings);
    set(settings.eventsTopic(), "cleanup.policy", "compact");
    set(settings.eventsTopic(), "unclean.leader.election.enable", "true");
    set(settings.snapshotsTopic(), "cleanup.policy", "delete");
    set(settings.snapshotsTopic(), "max.message.bytes", "1000");
    assertThatThrownBy(() -> Topics.ensure(settings))
        .hasMessageContaining(settings.eventsTopic() + " has cleanup.policy=compact")
        .hasMessageContaining("unclean.leader.election.enable=true")
        .hasMessageContaining(settings.snapshotsTopic() + " has cleanup.policy=delete")
        .hasMessageContaining("max.message.bytes=1000");
  }

  @Test
  void shouldRefuseAnotherNumberOfPartitions() {
    Topics.ensure(settings);
    assertThatThrownBy(() -> Topics.ensure(with("partitions", 8)))
        .hasMessageContaining("has 4 partitions, and the node is set to 8")
        .hasMessageContaining("hie.history.shards = 4");
  }

  @Test
  void shouldRefuseFewerCopiesThanConfigured() {
    Topics.ensure(settings);
    KafkaSettings three =
        KafkaSettings.of(
            ConfigFactory.parseMap(
                    Map.of("hie.kafka.replication-factor", 3, "hie.kafka.min-insync-replicas", 2))
                .withFallback(config));
    assertThatThrownBy(() -> Topics.ensure(three))
        .hasMessageContaining("replication factor of 1")
        .hasMessageContaining("kafka-reassign-partitions.sh")
        .hasMessageContaining("min.insync.replicas=1 where 2 or more");
  }

  @ParameterizedTest
  @CsvSource({
    "events,cleanup.policy,compact,delete",
    "events,retention.ms,604800000,-1",
    "events,retention.bytes,1000000,-1",
    "events,unclean.leader.election.enable,true,false",
    "events,max.message.bytes,1000,16777216",
    "snapshots,cleanup.policy,delete,compact",
    "snapshots,unclean.leader.election.enable,true,false",
    "snapshots,max.message.bytes,1000,16777216"
  })
  void shouldNameEachSettingAndTheCommandThatMendsIt(
      String topic, String setting, String wrong, String right) throws Exception {
    Topics.ensure(settings);
    String name = topic.equals("events") ? settings.eventsTopic() : settings.snapshotsTopic();
    set(name, setting, wrong);
    // The broker learns of a change a moment after the controller has taken it.
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> Topics.ensure(settings))
                    .isInstanceOf(UnsuitableTopicException.class)
                    .hasMessageContaining("topic " + name + " has " + setting + "=" + wrong)
                    .hasMessageContaining(
                        "kafka-configs.sh --bootstrap-server " + settings.bootstrapServers())
                    .hasMessageContaining(
                        "--entity-name " + name + " --add-config " + setting + "=" + right));
    set(name, setting, right);
    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(Topics.ensure(settings)).as("the command mends it").isNotBlank());
  }
}
