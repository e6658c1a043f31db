package io.hie.clusternode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node leaves on its disk holds nothing of a patient, and what is erased is gone. */
class EncryptionTest {
  private static final String PATIENT = Hospital.PATIENTS.get(0);
  private static final String OTHER = Hospital.PATIENTS.get(1);

  /** In every message, and in what the receiver says of some. */
  private static final String MARKER = "HARGREAVES";

  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["EPR"] } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}" } } ] }
      """;

  @TempDir Path directory;

  private static byte[] refuse(String message) {
    return Hospital.frame(
        (new String(Hospital.ack("AR", message), UTF_8) + "ERR|||204^" + MARKER + "\r")
            .getBytes(UTF_8));
  }

  private static byte[] sometimes(String message) {
    return message.contains("REFUSE") ? refuse(message) : Hospital.ACCEPTS.apply(message);
  }

  private static List<Path> filesWith(Path directory, String text) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file, ISO_8859_1).contains(text);
    } catch (IOException vanished) {
      if (Files.notExists(file)) {
        return false;
      }
      throw new UncheckedIOException(vanished);
    }
  }

  private String hie(Node node, Path data, String... arguments) {
    StringWriter said = new StringWriter();
    String[] all =
        Stream.concat(
                Stream.of(arguments),
                Stream.of(
                    "--url", "http://127.0.0.1:" + node.httpPort(), "--data", data.toString()))
            .toArray(String[]::new);
    Hie.commandLine()
        .setOut(new PrintWriter(said, true))
        .setErr(new PrintWriter(said, true))
        .execute(all);
    return said.toString();
  }

  private static void awaitEnded(Node node, String patient, int outcomes) {
    Awaitility.await()
        .until(
            () ->
                Hospital.history(node, patient).stream()
                        .filter(HistoryEvent.Outcome.class::isInstance)
                        .count()
                    == outcomes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka", "jdbc"})
  void shouldLeaveNothingOfAPatientOnTheDiskAndForgetOneWhoIsErased(String journal)
      throws Exception {
    // given
    Path data = directory.resolve("data");
    Map<String, String> overrides = Map.of("hie.journal", journal);
    int in = Hospital.freePort();
    try (Receiver epr = new Receiver(EncryptionTest::sometimes)) {
      Map<String, String> environment =
          Map.of("IN", Integer.toString(in), "OUT", Integer.toString(epr.port()));
      try (Node node = Hospital.start(data, PRODUCTION, environment, overrides);
          Sender sender = new Sender(in)) {
        Files.writeString(data.resolve("admin-password"), "token");
        for (String patient : List.of(PATIENT, OTHER)) {
          assertThat(sender.send(Hospital.admission(patient, "C1" + patient, 1))).isEqualTo("AA");
          assertThat(sender.send(Hospital.admission(patient, "REFUSE" + patient, 2)))
              .isEqualTo("AA");
          awaitEnded(node, patient, 2);
        }
        assertThat(hie(node, data, "history", PATIENT, "--bodies")).contains(MARKER);

        // then
        assertThat(filesWith(data, MARKER)).isEmpty();

        // when
        String erased = hie(node, data, "erase", PATIENT, "--reason", "asked for", "--by", "me");

        // then
        assertThat(erased).contains("is erased: the contents of its 2 messages");
        String shown = hie(node, data, "history", PATIENT, "--bodies");
        assertThat(shown)
            .doesNotContain(MARKER)
            .contains("Erased", "asked for", "by me", "contents ERASED", "DEAD_LETTERED");
        assertThat(hie(node, data, "history", OTHER, "--bodies")).contains(MARKER);
        assertThat(filesWith(data, MARKER)).isEmpty();

        // when: the patient comes again
        assertThat(sender.send(Hospital.admission(PATIENT, "C3", 3))).isEqualTo("AA");
        awaitEnded(node, PATIENT, 3);
        assertThat(hie(node, data, "history", PATIENT, "--bodies")).contains(MARKER, "ERASED");
        assertThat(hie(node, data, "erase", "9990000085", "--reason", "x"))
            .contains("nothing was ever accepted");
      }
      assertThat(filesWith(data, MARKER)).isEmpty();

      // then: after a restart it is as it was
      try (Node node = Hospital.start(data, PRODUCTION, environment, overrides)) {
        String shown = hie(node, data, "history", PATIENT, "--bodies");
        assertThat(shown).contains(MARKER, "contents ERASED");
        assertThat(hie(node, data, "history", OTHER, "--bodies")).contains(MARKER);
      }
    }
  }

  @Test
  void shouldNotStartWithoutTheKeyOrWithAnother() throws Exception {
    // given
    Path data = directory.resolve("data");
    Map<String, String> overrides = Map.of("hie.journal", "jdbc");
    Map<String, String> environment =
        Map.of(
            "IN",
            Integer.toString(Hospital.freePort()),
            "OUT",
            Integer.toString(Hospital.freePort()));
    Hospital.start(data, PRODUCTION, environment, overrides).close();
    Path key = data.resolve("secrets").resolve("royal.kek.1");
    String right = Files.readString(key);

    // then
    Files.delete(key);
    assertThatThrownBy(() -> Hospital.start(data, PRODUCTION, environment, overrides))
        .isInstanceOf(Node.CannotStartException.class)
        .hasMessageContaining(key + " is not there")
        .hasMessageContaining("put it back from a backup")
        .hasMessageContaining("Nothing is erased");
    assertThat(key).doesNotExist();
    Files.writeString(key, "00".repeat(32));
    assertThatThrownBy(() -> Hospital.start(data, PRODUCTION, environment, overrides))
        .isInstanceOf(Node.CannotStartException.class)
        .hasMessageContaining("chmod 600 " + key);
    Files.setPosixFilePermissions(
        key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> Hospital.start(data, PRODUCTION, environment, overrides))
        .isInstanceOf(Node.CannotStartException.class)
        .hasMessageContaining(key + " is not the key that");
    Files.writeString(key, "not a key");
    assertThatThrownBy(() -> Hospital.start(data, PRODUCTION, environment, overrides))
        .isInstanceOf(Node.CannotStartException.class)
        .hasMessageContaining(key + " is not a key, which is 64 hexadecimal digits");
    Files.writeString(key, right);
    Hospital.start(data, PRODUCTION, environment, overrides).close();
  }

  @Test
  void shouldNotMakeKeysWhereNodesShareThem() {
    // given
    Path shared = directory.resolve("shared");

    // then
    assertThatThrownBy(() -> new WorkspaceKeyFiles(shared, false).newest("royal"))
        .hasMessageContaining(shared.resolve("royal.kek.1") + " is not there")
        .hasMessageContaining("hie keys add --keys " + shared + " royal");
    StringWriter said = new StringWriter();
    for (int version = 1; version <= 2; version++) {
      Hie.commandLine()
          .setOut(new PrintWriter(said, true))
          .execute("keys", "add", "--keys", shared.toString(), "royal");
    }
    assertThat(said.toString()).contains("royal.kek.1 is made", "royal.kek.2 is made");
    WorkspaceKeyFiles files = new WorkspaceKeyFiles(shared, false);
    assertThat(files.newest("royal").version()).isEqualTo(2);
    assertThat(files.version("royal", 1).key()).isNotEqualTo(files.newest("royal").key());
  }
}
