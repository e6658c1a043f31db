package io.hie.examples.items;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.itemtestkit.ItemTestKit;
import io.hie.itemtestkit.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CensusFileTest {
  @TempDir private Path folder;

  @Test
  void shouldWriteALineForEachMessage() throws IOException {
    Path file = folder.resolve("census.csv");
    try (ItemTestKit census = ItemTestKit.of(CensusFile.class).set("File", file).start()) {
      census.send(Samples.admission("WARD7")).expectDelivered("written");
      census.send(Samples.admission("A,1")).expectDelivered("written");
    }
    assertThat(Files.readString(file))
        .matches("test-\\d+,20261123101500,A01,WARD7,4\ntest-\\d+,20261123101500,A01,A 1,4\n");
  }

  @Test
  void shouldWaitUntilTheFileCanBeWritten() throws IOException {
    Path file = Files.createDirectory(folder.resolve("census.csv"));
    try (ItemTestKit census = ItemTestKit.of(CensusFile.class).set("File", file).start()) {
      Sent sent = census.send(Samples.admission("WARD7"));
      census.expectPhase(Phase.CONNECTING);
      Files.delete(file);
      census.advance(Duration.ofSeconds(1));
      sent.expectDelivered("written");
    }
  }

  @Test
  void shouldSayThatItsFolderIsMissing() {
    try (ItemTestKit census =
        ItemTestKit.of(CensusFile.class).set("File", folder.resolve("no/census.csv")).start()) {
      census.expectPhase(Phase.MISCONFIGURED);
      assertThat(census.status().detail()).contains("is no folder that can be written to");
    }
  }
}
