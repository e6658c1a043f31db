package io.hie.clusternode;

import static io.hie.clusternode.ApiNode.NODE_TOKEN;
import static io.hie.clusternode.ApiNode.PASSWORD;
import static io.hie.clusternode.ApiNode.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.clusternode.Hospital.Sender;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same on a real PostgreSQL server, which the nodes of a cluster share. */
final class ApiLoginPostgresTest extends ApiLoginTest {
  @TempDir private static Path files;

  private @Nullable EmbeddedPostgres server;
  private int port;

  @Override
  Map<String, String> settings() throws IOException {
    if (server == null) {
      startServer();
    }
    return Map.of(
        "hie.configuration.jdbc.url",
        "jdbc:postgresql://localhost:" + port + "/postgres",
        "hie.configuration.jdbc.user",
        "postgres",
        "hie.configuration.jdbc.password",
        "pretend-password");
  }

  private void startServer() throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(files.resolve("postgres"))
            .setCleanDataDirectory(false)
            // It is to keep what it has answered, as a database in use does.
            .setServerConfig("synchronous_commit", "on");
    server = (port == 0 ? builder : builder.setPort(port)).start();
    port = server.getPort();
  }

  private void killServer() throws Exception {
    long pid =
        Long.parseLong(
            Files.readAllLines(files.resolve("postgres/postmaster.pid")).getFirst().strip());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    postmaster.destroyForcibly();
    postmaster.onExit().get(20, TimeUnit.SECONDS);
    try {
      server.close();
    } catch (IOException nothingToStop) {
      // It is dead, and its locks are let go.
    }
  }

  @Override
  @AfterAll
  void stop() throws Exception {
    super.stop();
    if (server != null) {
      server.close();
    }
  }

  private static CompletableFuture<ApiNode.Answer> asking(Callable<ApiNode.Answer> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.call();
          } catch (Exception failed) {
            throw new CompletionException(failed);
          }
        });
  }

  @Test
  void shouldTakeMessagesWhileTheDatabaseIsDeadAndChangesWhenItIsBack() throws Exception {
    // given
    int mllp = Hospital.freePort();
    expect(
        200,
        api.call(
            "POST",
            "/productions",
            NODE_TOKEN,
            """
            {"name": "Away", "workspace": "%s", "items": [
              {"name": "In", "item_type": "SERVICE", "type": "hl7.mllp.service",
               "adapter_settings": {"Port": %d, "Interface": "127.0.0.1"},
               "host_settings": {"TargetConfigNames": ["Out"]}},
              {"name": "Out", "item_type": "OPERATION", "type": "file.operation",
               "adapter_settings": {"Directory": "%s"}}]}
            """
                .formatted(Hospital.WORKSPACE, mllp, files.resolve("away"))));
    String session = api.userWith("gerd", "viewer@" + Hospital.WORKSPACE);

    // when
    killServer();

    // then messages and looks go on
    try (Sender sender = new Sender(mllp)) {
      assertThat(sender.send(Hospital.admission("9990000018", "D1", 1))).isEqualTo("AA");
      expect(200, api.call("GET", "/status", session, ""));
      expect(200, api.call("GET", "/me", session, ""));
      // and whoever wants a change or a session is told to come again
      String gerd = "{\"user\": \"gerd\", \"password\": \"%s\"}".formatted(PASSWORD);
      String hilde = "{\"name\": \"hilde\", \"password\": \"%s\"}".formatted(PASSWORD);
      List<CompletableFuture<ApiNode.Answer>> asked =
          List.of(
              asking(() -> api.call("POST", "/sessions", "", gerd)),
              asking(
                  () -> api.call("POST", "/users", NODE_TOKEN, hilde, "Idempotency-Key", "away")),
              asking(() -> api.call("GET", "/audit", NODE_TOKEN, "")));
      for (CompletableFuture<ApiNode.Answer> each : asked) {
        ApiNode.Answer away = each.join();
        assertThat(away.status()).as("%s", away).isEqualTo(503);
        assertThat(away.problem()).isEqualTo("configuration-unavailable");
        assertThat(away.header("retry-after")).isEqualTo("5");
      }
      assertThat(sender.send(Hospital.admission("9990000018", "D2", 2))).isEqualTo("AA");

      // and when it is back
      startServer();

      // then the same calls do what they say
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  expect(
                      201,
                      api.call("POST", "/users", NODE_TOKEN, hilde, "Idempotency-Key", "away")));
      expect(201, api.call("POST", "/sessions", "", gerd));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(api.call("GET", "/audit?who=node-token", NODE_TOKEN, "").text())
                      .contains("user hilde"));
      assertThat(sender.send(Hospital.admission("9990000018", "D3", 3))).isEqualTo("AA");
    }
  }
}
