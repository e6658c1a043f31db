package io.hie.clusternode;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/** The same on a real PostgreSQL server, which the nodes of a cluster share. */
final class ApiLoginPostgresTest extends ApiLoginTest {
  private @Nullable EmbeddedPostgres server;

  @Override
  Map<String, String> settings() throws IOException {
    if (server == null) {
      server = EmbeddedPostgres.start();
    }
    return Map.of(
        "hie.configuration.jdbc.url",
        "jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
        "hie.configuration.jdbc.user",
        "postgres",
        "hie.configuration.jdbc.password",
        "pretend-password");
  }

  @Override
  @AfterAll
  void stop() throws Exception {
    super.stop();
    if (server != null) {
      server.close();
    }
  }
}
