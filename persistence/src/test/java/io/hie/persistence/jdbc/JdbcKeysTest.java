package io.hie.persistence.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.persistence.keys.WrappedKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcKeysTest {
  @TempDir private Path directory;

  private Config config() {
    return ConfigFactory.parseMap(
        Map.of(
            "hie.persistence.jdbc.url",
            "jdbc:h2:file:" + directory.resolve("hie") + ";WRITE_DELAY=0",
            "hie.persistence.jdbc.user",
            "hie",
            "hie.persistence.jdbc.password",
            ""));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static String text(WrappedKeys keys, String id) {
    return get(keys.find(id)).map(value -> new String(value, UTF_8)).orElse("none");
  }

  @Test
  void shouldKeepTheNewestOverARestart() throws SQLException {
    try (WrappedKeys keys = JdbcKeys.open(config())) {
      List<CompletableFuture<Void>> puts = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        puts.add(keys.put("id" + i % 400, ("value " + i).getBytes(UTF_8)).toCompletableFuture());
      }
      puts.forEach(JdbcKeysTest::get);
      assertThat(text(keys, "id7")).isEqualTo("value 807");
    }
    try (WrappedKeys again = JdbcKeys.open(config())) {
      assertThat(text(again, "id7")).isEqualTo("value 807");
      assertThat(text(again, "id399")).isEqualTo("value 799");
      assertThat(text(again, "id400")).isEqualTo("none");
    }
  }

  @Test
  void shouldFailAndGoOnAfterTheDatabaseIsBack() throws SQLException {
    try (WrappedKeys keys = JdbcKeys.open(config())) {
      get(keys.put("id", new byte[] {1}));
      try (Connection other =
              DriverManager.getConnection(
                  config().getString("hie.persistence.jdbc.url"), "hie", "");
          var statement = other.createStatement()) {
        statement.execute("SHUTDOWN");
      }
      assertThatThrownBy(() -> get(keys.put("id", new byte[] {2})))
          .hasRootCauseInstanceOf(SQLException.class);
      get(keys.put("id", new byte[] {3}));
      assertThat(get(keys.find("id"))).hasValue(new byte[] {3});
    }
  }

  @Test
  void shouldRefuseWhatComesAfterItIsClosed() throws SQLException {
    WrappedKeys keys = JdbcKeys.open(config());
    keys.close();
    assertThatThrownBy(() -> get(keys.find("id"))).hasMessageContaining("the node is stopping");
  }
}
