package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hie.clusternode.Hospital.Receiver;
import java.io.BufferedInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Public sample messages of other projects through a real node. They are not part of this project.
 */
class CorpusTest {
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "In", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["EPR", "Archive"] } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}", "AckTimeout": 5, "Connections": 2 },
            "host_settings": { "PoolSize": 2 } },
          { "name": "Archive", "item_type": "OPERATION", "type": "file.operation",
            "adapter_settings": { "Directory": "${ARCHIVE}", "FileName": "{message-id}.hl7" } } ] }
      """;

  @TempDir Path directory;

  private static Path corpora() {
    String told = System.getenv("HIE_CORPORA");
    if (told != null) {
      return Path.of(told);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared/corpora"))) {
        return at.resolve("shared/corpora");
      }
    }
    return Path.of("no-corpora");
  }

  @Test
  void shouldKeepEverySampleByteForByteOrRefuseItWithAReason() throws Exception {
    Path samples = corpora();
    assumeTrue(
        Files.isDirectory(samples),
        "the sample messages are not here; HIE_CORPORA can name their folder");
    List<Path> files;
    try (Stream<Path> all = Files.walk(samples)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.endsWith("README.md"))
              .sorted()
              .toList();
    }
    Set<String> accepted = new HashSet<>();
    List<String> answers = new ArrayList<>();
    int in = Hospital.freePort();
    try (Receiver epr = new Receiver(Hospital.ACCEPTS);
        Node node =
            Hospital.start(
                directory.resolve("data"),
                PRODUCTION,
                Map.of(
                    "IN", Integer.toString(in),
                    "OUT", Integer.toString(epr.port()),
                    "ARCHIVE", directory.resolve("archive").toString()))) {
      // when each file is sent as one message
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        String answer = answerTo(in, bytes);
        answers.add(file.getFileName() + ": " + answer);
        String code = answer.isEmpty() ? "none" : Hospital.field(answer, "MSA", 1);
        switch (code) {
          // then it is taken over (some ask for no answer at all),
          case "AA", "CA", "none" -> accepted.add(new String(bytes, StandardCharsets.ISO_8859_1));
          // or refused with words about why, and no stack trace
          case "AR", "CR", "AE", "CE" ->
              assertThat(answer)
                  .as(file.toString())
                  .contains("ERR|")
                  .doesNotContain("Exception", "\tat ");
          default -> throw new AssertionError(file + " was answered with " + code);
        }
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> node.histories().openMessages(Hospital.WORKSPACE, Hospital.PROJECT) == 0);
    }
    // and what was taken over is in the archive with the same bytes
    Set<String> archived = new HashSet<>();
    try (Stream<Path> all = Files.list(directory.resolve("archive"))) {
      for (Path file : all.filter(each -> each.toString().endsWith(".hl7")).toList()) {
        archived.add(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(archived).isEqualTo(accepted);
    assertThat(accepted).hasSizeGreaterThan(files.size() / 2);
    assertThat(answers).hasSize(files.size());
  }

  /** The answer, or nothing if none comes within two seconds. */
  private static String answerTo(int port, byte[] message) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write(Hospital.frame(message));
      socket.getOutputStream().flush();
      byte[] answer = Hospital.readFrame(new BufferedInputStream(socket.getInputStream()));
      return answer == null ? "" : new String(answer, StandardCharsets.ISO_8859_1);
    } catch (SocketTimeoutException silent) {
      return "";
    }
  }
}
