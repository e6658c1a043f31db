package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose log has no room left. Needs the right to mount a small file system; is skipped
 * without it.
 */
class FullDiskTest {
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["EPR"] } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}", "AckTimeout": 5 } } ] }
      """;

  @TempDir Path directory;
  private Path disk = Path.of("");
  private boolean mounted;

  @BeforeEach
  void mountASmallDisk() throws Exception {
    disk = Files.createDirectory(directory.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "hie-full-disk-test", disk.toString());
    assumeTrue(mounted, "no right to mount a tmpfs here: a full disk under the log is not tested");
  }

  @AfterEach
  void unmountIt() throws Exception {
    if (mounted) {
      assertThat(run("umount", "-l", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  @Test
  void shouldTellSendersNoWhileTheDiskIsFullAndLoseNothingThatWasAcknowledged() throws Exception {
    int in = Hospital.freePort();
    List<String> acknowledged = new ArrayList<>();
    try (Receiver epr = new Receiver(Hospital.ACCEPTS)) {
      Map<String, String> environment =
          Map.of("IN", Integer.toString(in), "OUT", Integer.toString(epr.port()));
      try (Node node = Hospital.start(disk.resolve("data"), PRODUCTION, environment);
          Sender sender = new Sender(in)) {
        // given a node that has worked, and then a disk without room
        acknowledged.addAll(send(sender, "before", 20));
        assertThat(acknowledged).hasSize(20);
        Path ballast = disk.resolve("ballast");
        fill(ballast);
        // when messages come
        int refused = 0;
        for (int i = 0; i < 200 && refused < 3; i++) {
          String id = "full-" + i;
          String code = sender.send(Hospital.admission(Hospital.PATIENTS.get(i % 8), id, i));
          if (code.equals("AA")) {
            acknowledged.add(id);
          } else {
            // then they are refused as not stored, for the sender to send again
            assertThat(code).isEqualTo("AE");
            refused++;
          }
        }
        assertThat(refused).isEqualTo(3);
        // and when there is room again, the node takes messages without being touched
        Files.delete(ballast);
        Awaitility.await()
            .atMost(Duration.ofSeconds(90))
            .pollInterval(Duration.ofSeconds(1))
            .until(
                () -> {
                  String id = "after-" + acknowledged.size() + "-" + System.nanoTime();
                  boolean taken =
                      sender
                          .send(Hospital.admission(Hospital.PATIENTS.getFirst(), id, 1))
                          .equals("AA");
                  if (taken) {
                    acknowledged.add(id);
                  }
                  return taken;
                });
      }
      // and all that was acknowledged arrives, after a restart at the latest
      try (Node again = Hospital.start(disk.resolve("data"), PRODUCTION, environment)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(epr.controlIds()).containsAll(acknowledged));
      }
    }
  }

  private static List<String> send(Sender sender, String prefix, int count) throws IOException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = prefix + "-" + i;
      if (sender.send(Hospital.admission(Hospital.PATIENTS.get(i % 8), id, i)).equals("AA")) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** Writes until nothing more fits. */
  private static void fill(Path file) throws IOException {
    byte[] block = new byte[4096];
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(Files.size(file)).isPositive();
    }
  }
}
