package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.protocols.testing.Messages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with a file service is killed at moments of chance while it works. */
class FileServiceKillTest {
  private static final int FILES = 30;
  private static final int MESSAGES = 20;
  private static final int PATIENTS = 7;
  private static final int KILLS = 3;

  @TempDir Path root;

  private Process start(Path ledger) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LedgerProcess.class.getName(),
            root.toString(),
            ledger.toString())
        .redirectErrorStream(true)
        .redirectOutput(root.resolve("output.txt").toFile())
        .start();
  }

  @Test
  void shouldStoreEveryMessageOnceAndInOrderOverKills() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Folders folders = Folders.in(root);
    for (int file = 0; file < FILES; file++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < MESSAGES; i++) {
        String patient = "p" + random.nextInt(PATIENTS);
        text.append(Messages.adt("%s-%02d-%02d".formatted(patient, file, i), patient));
      }
      folders.drop("%02d.hl7".formatted(file), text.toString().replace("^^^NHS^NH", "^^^RXH^MR"));
    }
    Path ledger = root.resolve("ledger.txt");

    for (int kill = 0; kill < KILLS; kill++) {
      int soMany = LedgerProcess.lines(ledger).size() + 1 + random.nextInt(100);
      Process process = start(ledger);
      try {
        await()
            .pollInterval(Duration.ofMillis(2))
            .atMost(Duration.ofSeconds(20))
            .until(() -> LedgerProcess.lines(ledger).size() >= soMany);
      } finally {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    }
    assertThat(Folders.files(folders.archive())).hasSizeLessThan(FILES);
    Process last = start(ledger);
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> folders.waiting().isEmpty());
    } finally {
      last.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    List<String> stored = LedgerProcess.lines(ledger);
    assertThat(stored).as("seed %d", seed).doesNotHaveDuplicates().hasSize(FILES * MESSAGES);
    for (int patient = 0; patient < PATIENTS; patient++) {
      String prefix = "p" + patient + "-";
      assertThat(stored.stream().filter(each -> each.startsWith(prefix)))
          .as("seed %d, patient %d", seed, patient)
          .isSorted();
    }
    assertThat(Folders.files(folders.archive())).hasSize(FILES);
    assertThat(Folders.files(folders.errors())).isEmpty();
  }
}
