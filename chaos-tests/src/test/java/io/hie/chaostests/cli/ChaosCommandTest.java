package io.hie.chaostests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.ledger.LoadEvent;
import io.hie.chaostests.ledger.LoadLedger;
import io.hie.chaostests.ledger.SinkLedger;
import io.hie.chaostests.process.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosCommandTest {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void capture() {
    PrintStream both = new PrintStream(printed, true, UTF_8);
    System.setOut(both);
    System.setErr(both);
  }

  @AfterEach
  void release() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @Test
  void shouldListWhatThereIs() {
    assertThat(ChaosCommand.execute("list")).isZero();
    assertThat(printed.toString(UTF_8))
        .contains("run node-kill")
        .contains("run steady")
        .contains("run corpus")
        .contains("bench throughput")
        .contains("bench cluster")
        .contains("bench status-reads")
        .contains("bench isolation")
        .contains("bench workspaces");
  }

  @Test
  void shouldEndWithTwoForWrongUsage() {
    assertThat(ChaosCommand.execute("run")).isEqualTo(2);
    assertThat(ChaosCommand.execute("load")).isEqualTo(2);
    assertThat(ChaosCommand.execute("check", "--nothing")).isEqualTo(2);
    assertThat(ChaosCommand.execute()).isEqualTo(2);
  }

  @Test
  void shouldSayWhatAnUpgradeBeginsFrom() {
    assertThat(
            ChaosCommand.execute("run", "rolling-restart", "--upgrade-from", directory.toString()))
        .isEqualTo(1);
    assertThat(printed.toString(UTF_8))
        .contains(directory + " has no command hie: --upgrade-from is the checkout of a version");
  }

  @Test
  void shouldEndWithOneAndSayWhyWithoutAStackTrace() {
    Path missing = directory.resolve("missing");

    assertThat(ChaosCommand.execute("check", "--load", missing.toString(), "--sink", "x"))
        .isEqualTo(1);
    assertThat(printed.toString(UTF_8))
        .startsWith("hie chaos: cannot read the ledger " + missing)
        .doesNotContain("\tat ");
  }

  @Test
  void shouldCheckLedgersAndWriteTheReport() throws IOException {
    Path load = directory.resolve("load");
    Path sink = directory.resolve("sink");
    Path json = directory.resolve("report.json");
    try (LoadLedger ledger = LoadLedger.create(load, "RUN001")) {
      ledger.write(new LoadEvent.Sent(0, 1, 1, 0, 5, 1024, 9, "ADT^A01"));
    }
    SinkLedger.create(sink).close();

    String[] check = {
      "check", "--load", load.toString(), "--sink", sink.toString(), "--json", json.toString()
    };
    assertThat(ChaosCommand.execute(check)).isZero();
    assertThat(json).content().contains("\"holds\": true");

    try (LoadLedger ledger = LoadLedger.create(directory.resolve("load-2"), "RUN001")) {
      ledger.write(new LoadEvent.Sent(0, 1, 1, 0, 5, 1024, 9, "ADT^A01"));
      ledger.write(new LoadEvent.Answered(0, 6, "AA"));
    }
    check[2] = directory.resolve("load-2").toString();
    assertThat(ChaosCommand.execute(check)).isEqualTo(1);
    assertThat(json).content().contains("\"holds\": false");
  }

  @Test
  void shouldGiveUpALoadAtItsDeadline() {
    int closed = Ports.free();

    int code =
        ChaosCommand.execute(
            "load",
            "--port",
            Integer.toString(closed),
            "--messages",
            "8",
            "--deadline",
            "0.3",
            "--ledger",
            directory.resolve("load").toString());

    assertThat(code).isEqualTo(1);
    assertThat(printed.toString(UTF_8)).contains("gave up after");
  }
}
