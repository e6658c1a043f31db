package io.hie.chaostests.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.Reception.Given;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.message.EventMix;
import io.hie.chaostests.message.GeneratedMessage;
import io.hie.chaostests.message.Identity;
import io.hie.chaostests.message.MessageGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFilesTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void shouldReadBackEveryKindOfLoadEvent() throws IOException {
    Path path = directory.resolve("load");
    List<LoadEvent> events = new ArrayList<>();
    for (int i = 0; i < 3000; i++) { // more than a buffer
      events.add(new LoadEvent.Sent(i, 3, 4, 5, -6, 1024, -1L - i, "ADT^A01"));
      events.add(new LoadEvent.Resent(i, 2, Long.MAX_VALUE));
      events.add(new LoadEvent.Answered(i, Long.MIN_VALUE + 1, "AE"));
      events.add(new LoadEvent.Mismatched(1, 10));
      events.add(new LoadEvent.LinkLost(1, 100, "timeout"));
    }

    try (LoadLedger ledger = LoadLedger.create(path, "RUN001")) {
      for (LoadEvent event : events) {
        ledger.write(event);
      }
    }

    assertThat(LoadLedger.runOf(path)).isEqualTo("RUN001");
    List<LoadEvent> read = new ArrayList<>();
    LoadLedger.events(path).forEach(read::add);
    assertThat(read).isEqualTo(events);
  }

  @Test
  void shouldReadBackReceptions() throws IOException {
    Path path = directory.resolve("sink");
    Identity identity = new Identity(new ControlId("RUN001", 7), 8, 9);
    List<Reception> receptions =
        List.of(
            new Reception(1, 2, identity, 3, 1024, Long.MIN_VALUE, Given.AA, 0),
            new Reception(2, 2, null, 1, 0, 0, Given.GARBAGE, 250));

    try (SinkLedger ledger = SinkLedger.create(path)) {
      for (Reception reception : receptions) {
        ledger.write(reception);
      }
      ledger.flush();
      assertThat(read(path)).as("after the flush, before the close").isEqualTo(receptions);
    }
  }

  @Test
  void shouldReadBackOutages() throws IOException {
    Path path = directory.resolve("outages");
    List<Outage> outages = List.of(new Outage(1, 2, 3), new Outage(4, 5, 6));

    Outage.write(path, outages);

    assertThat(Outage.read(path)).isEqualTo(outages);
  }

  @Test
  void shouldNameTheLineThatCannotBeRead() throws IOException {
    Path path = directory.resolve("torn");
    try (SinkLedger ledger = SinkLedger.create(path)) {
      ledger.write(new Reception(2, 2, null, 1, 0, 0, Given.AA, 0));
    }
    Files.writeString(path, "U 12 1", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> read(path))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("torn line 3")
        .hasMessageContaining("ends too early");
  }

  @Test
  void shouldNotTakeOneLedgerForAnother() throws IOException {
    Path path = directory.resolve("load");
    LoadLedger.create(path, "RUN001").close();

    assertThatThrownBy(() -> read(path))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("header of a sink's");
    assertThatThrownBy(() -> LoadLedger.create(path, "RUN002"))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("cannot begin the ledger");
  }

  @Test
  void shouldReadAnArchive() throws IOException {
    GeneratedMessage message =
        new MessageGenerator(
                new MessageGenerator.Recipe("RUN001", 1, 5, 1, 1024, EventMix.parse("ADT^A01")))
            .next(0);
    byte[] body = Arrays.copyOfRange(message.frame(), 1, message.frame().length - 2);
    Path day = Files.createDirectories(directory.resolve("2026-01-15"));
    Files.write(day.resolve("k-1.hl7"), body);
    Files.write(day.resolve(".k-2.hl7"), body);
    Files.write(day.resolve("k-3.hl7.part"), body);
    Files.writeString(day.resolve("k-4.hl7"), "something else", UTF_8);

    List<ArchivedFile> files = new ArrayList<>();
    ArchiveDirectory archive = new ArchiveDirectory(directory);
    archive.forEach(files::add);

    Identity identity = new Identity(message.id(), message.patient(), message.sequence());
    assertThat(archive.finished()).hasSize(2);
    assertThat(files).hasSize(4).extracting(f -> f.finished()).containsOnly(true, false);
    assertThat(files)
        .contains(new ArchivedFile("2026-01-15/k-1.hl7", identity, 1024, message.digest(), true));
    assertThat(files)
        .filteredOn(f -> f.name().endsWith("k-4.hl7"))
        .singleElement()
        .satisfies(f -> assertThat(f.identity()).isNull());
  }

  @Test
  void shouldTakeAMissingArchiveForAnEmptyOne() {
    ArchiveDirectory archive = new ArchiveDirectory(directory.resolve("none"));

    archive.forEach(file -> assertThat(file).as("no file is there").isNull());
    assertThat(archive.finished()).isEmpty();
  }

  private static List<Reception> read(Path path) {
    List<Reception> read = new ArrayList<>();
    SinkLedger.receptions(path).forEach(read::add);
    return read;
  }
}
