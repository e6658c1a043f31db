package io.hie.clusternode.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hie.persistence.kafka.journal.KafkaLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilledLogTest {
  private static final int KEYS = 40;
  private static final int SIZE = 100;

  @TempDir private Path directory;

  @Test
  void shouldGoOnWhereItWasWhenItIsFilledAgain() throws Exception {
    PrintWriter out = new PrintWriter(new StringWriter());
    FilledLog first = new FilledLog(directory, KEYS, SIZE);
    try (OpenJournal journal = RecoveryBench.open(directory, "an empty log", out)) {
      KafkaLog log = KafkaLog.get(journal.system().classicSystem());
      assertEquals(130, first.fill(log, 130, out));

      FilledLog again = new FilledLog(directory, KEYS, SIZE);
      assertEquals(70, again.fill(log, 200, out));

      for (int key = 0; key < KEYS; key++) {
        assertEquals(again.of(key, 200), log.highest(FilledLog.id(key)).join(), "key " + key);
      }
    }
  }

  @Test
  void shouldRefuseALogOfOtherKeys() throws Exception {
    FilledLog there = new FilledLog(directory, KEYS, SIZE);
    assertEquals(4, there.of(0, 130));

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> new FilledLog(directory, KEYS + 1, SIZE));

    assertTrue(
        refused.getMessage().contains("--keys " + KEYS + " --size " + SIZE), refused::getMessage);
  }

  @Test
  void shouldRefuseAFolderWithSomethingElse() throws Exception {
    Files.writeString(directory.resolve("other"), "");

    assertThrows(IllegalArgumentException.class, () -> new FilledLog(directory, KEYS, SIZE));
  }
}
