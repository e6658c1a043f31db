package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalMarkTest {
  @TempDir Path data;

  private JournalMark chosen(Map<String, String> settings) {
    return JournalMark.chosen(new NodeSettings(data, "127.0.0.1", 0, settings).config());
  }

  @Test
  void shouldChooseTheBrokerInsideTheNodeIfNothingIsSet() {
    assertThat(chosen(Map.of())).isEqualTo(JournalMark.KAFKA_EMBEDDED);
    assertThat(chosen(Map.of("hie.kafka.bootstrap-servers", "a:1")))
        .isEqualTo(JournalMark.KAFKA_BROKERS);
    assertThat(chosen(Map.of("hie.journal", "jdbc"))).isEqualTo(JournalMark.JDBC_H2);
    assertThat(
            chosen(
                Map.of("hie.journal", "jdbc", "hie.persistence.jdbc.url", "jdbc:postgresql://a/b")))
        .isEqualTo(JournalMark.JDBC_SERVER);
  }

  @Test
  void shouldRefuseADirectoryOfAnotherJournal() throws Exception {
    JournalMark.KAFKA_BROKERS.check(data);
    JournalMark.KAFKA_BROKERS.set(data);
    assertThatCode(() -> JournalMark.KAFKA_BROKERS.check(data)).doesNotThrowAnyException();
    assertThatThrownBy(() -> JournalMark.KAFKA_EMBEDDED.check(data))
        .isInstanceOf(Node.CannotStartException.class)
        .hasMessageContaining("kafka brokers")
        .hasMessageContaining("HIE_KAFKA_BOOTSTRAP_SERVERS");
  }

  @Test
  void shouldNotShadowTheMessagesOfAnEarlierVersion() throws Exception {
    Files.createDirectories(data.resolve("h2"));
    Files.createFile(data.resolve("h2").resolve("hie.mv.db"));
    assertThatThrownBy(() -> JournalMark.KAFKA_EMBEDDED.check(data))
        .hasMessageContaining("jdbc h2")
        .hasMessageContaining("HIE_JOURNAL=jdbc");
    assertThatCode(() -> JournalMark.JDBC_H2.check(data)).doesNotThrowAnyException();
  }
}
