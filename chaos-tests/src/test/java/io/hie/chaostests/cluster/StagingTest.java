package io.hie.chaostests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void shouldDoWhatTheFileSaysAndUndoAtTheEndWhatWasLeft() throws IOException {
    HttpServer api =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    api.start();
    Path done = directory.resolve("done");
    Staging staging =
        staging(
            "node.1.ready = http://127.0.0.1:" + api.getAddress().getPort() + "/",
            "node.1.kill = echo kill >> " + done,
            "node.1.start = echo start >> " + done,
            "node.1.slow = echo slow $HIE_DELAY_MILLIS >> " + done,
            "node.1.heal = echo heal >> " + done);
    try (StagingCluster cluster = new StagingCluster(staging, silent())) {
      cluster.kill(0);
      cluster.start(0);
      cluster.slow(0, Duration.ofMillis(200));
      assertThat(done).content().isEqualTo("kill\nstart\nslow 200\n");
    } finally {
      api.stop(0);
    }

    assertThat(done).content().isEqualTo("kill\nstart\nslow 200\nheal\n");
  }

  @Test
  void shouldRefuseFaultsThatThereIsNoCommandFor() throws IOException {
    Staging staging =
        staging("node.1.ready = http://127.0.0.1:1/", "node.1.kill = true", "node.1.start = true");

    staging.check(Set.of("kill"));
    assertThatThrownBy(() -> staging.check(Set.of("kill", "freeze", "kill-database")))
        .hasMessageContaining("node.1.freeze, node.1.thaw, database.kill, database.start");
  }

  @Test
  void shouldNotBeginOnAClusterThatIsNotWhole() throws IOException {
    Staging staging = staging("node.1.ready = http://127.0.0.1:1/ready");

    assertThatThrownBy(() -> new StagingCluster(staging, silent()))
        .hasMessageContaining("not whole before anything is done")
        .hasMessageContaining("http://127.0.0.1:1/ready");
  }

  @Test
  void shouldSayWhichKeyIsWrong() {
    assertThatThrownBy(() -> staging("node.1.explode = true"))
        .hasMessageContaining("'node.1.explode' is no key");
    assertThatThrownBy(() -> staging("node.2.ready = http://127.0.0.1:1/"))
        .hasMessageContaining("node.1.ready is missing");
  }

  private Staging staging(String... lines) throws IOException {
    Path file = directory.resolve("staging.properties");
    Files.writeString(
        file, "mllp = a:2575, b:2575\nsink.port = 2576\n" + String.join("\n", lines) + "\n");
    return Staging.read(file);
  }

  private static PrintStream silent() {
    return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
  }
}
