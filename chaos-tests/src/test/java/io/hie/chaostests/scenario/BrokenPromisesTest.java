package io.hie.chaostests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.chaostests.fake.FakeNode;
import io.hie.chaostests.fake.Fault;
import io.hie.chaostests.ledger.ArchiveDirectory;
import io.hie.chaostests.ledger.Broken;
import io.hie.chaostests.ledger.Evidence;
import io.hie.chaostests.ledger.Findings;
import io.hie.chaostests.ledger.LedgerCheck;
import io.hie.chaostests.ledger.LoadLedger;
import io.hie.chaostests.ledger.Report;
import io.hie.chaostests.ledger.SinkLedger;
import io.hie.chaostests.ledger.Tally;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadClient;
import io.hie.chaostests.load.LoadSettings;
import io.hie.chaostests.message.EventMix;
import io.hie.chaostests.message.MessageGenerator;
import io.hie.chaostests.sink.Faults;
import io.hie.chaostests.sink.LedgerRecorder;
import io.hie.chaostests.sink.Sink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Load, node, sink, archive and check together: each broken promise is found, and by its name. */
@Timeout(60)
class BrokenPromisesTest {
  private static final String RUN = "RUN001";
  private static final long MESSAGES = 600;

  @TempDir private Path directory = Path.of("");

  @Test
  void shouldHoldForANodeThatKeepsItsPromises() throws IOException {
    Findings findings = run(Fault.NONE, Faults.NONE);

    assertThat(findings.hold()).as(Report.table(findings)).isTrue();
    assertThat(findings.count(Tally.ACKNOWLEDGED)).isEqualTo(MESSAGES);
    assertThat(findings.count(Tally.DELIVERED)).isEqualTo(MESSAGES);
    assertThat(findings.count(Tally.ARCHIVED)).isPositive();
  }

  @Test
  void shouldHoldWhenTheSinkMisbehavesAndTheNodeTriesAgain() throws IOException {
    Findings findings = run(Fault.NONE, new Faults(20, 0, 33, 71, 0, 5, 3));

    assertThat(findings.hold()).as(Report.table(findings)).isTrue();
    assertThat(findings.count(Tally.DUPLICATES_DEMANDED)).isPositive();
    assertThat(findings.count(Tally.DUPLICATES))
        .isEqualTo(findings.count(Tally.DUPLICATES_DEMANDED));
  }

  @ParameterizedTest
  @CsvSource({
    "LOSE, LOST UNARCHIVED",
    "REORDER, OVERTAKEN STEPPED_BACK DUPLICATED",
    "TWO_OWNERS, OVERTAKEN STEPPED_BACK DUPLICATED",
    "DUPLICATE, DUPLICATED",
    "STEP_BACK, STEPPED_BACK DUPLICATED",
    "ALTER, ALTERED",
    "MISANSWER, MISANSWERED",
    "UNARCHIVED, UNARCHIVED",
    "ALTER_FILE, ARCHIVED_ALTERED",
    "NO_DEDUP, MISANSWERED DUPLICATED ARCHIVED_TWICE"
  })
  void shouldFindABrokenPromise(Fault fault, String expected) throws IOException {
    Findings findings = run(fault, Faults.NONE);

    assertThat(findings.hold()).isFalse();
    assertThat(findings.violations().keySet())
        .as(Report.table(findings))
        .isSubsetOf(brokens(expected))
        .isNotEmpty();
    if (fault != Fault.REORDER && fault != Fault.TWO_OWNERS) { // where any of three shows it
      assertThat(findings.violations()).containsOnlyKeys(brokens(expected));
    }
  }

  private static Set<Broken> brokens(String words) {
    return Set.copyOf(List.of(words.split(" ")).stream().map(Broken::valueOf).toList());
  }

  private Findings run(Fault fault, Faults faults) throws IOException {
    Path load = directory.resolve("load.ledger");
    Path received = directory.resolve("sink.ledger");
    Path archive = directory.resolve("archive");
    try (SinkLedger sinkLedger = SinkLedger.create(received);
        Sink sink = Sink.start(0, faults, new LedgerRecorder(sinkLedger));
        FakeNode node = FakeNode.start(fault, directory.resolve("node"), 0, sink.port(), archive)) {
      send(node.port(), load);
      await().until(node::isIdle);
    }
    return LedgerCheck.check(
        new Evidence(
            RUN,
            LoadLedger.events(load),
            SinkLedger.receptions(received),
            List.of(),
            new ArchiveDirectory(archive)),
        Terms.DEFAULT);
  }

  private static void send(int port, Path ledger) throws IOException {
    MessageGenerator generator =
        new MessageGenerator(
            new MessageGenerator.Recipe(RUN, 1, 24, 8, 1024, EventMix.parse(EventMix.DEFAULT)));
    InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (LoadLedger file = LoadLedger.create(ledger, RUN)) {
      LoadClient client =
          new LoadClient(LoadSettings.closedLoop(target, 8, MESSAGES), generator, file);
      assertThat(client.run(snapshot -> {})).isTrue();
    }
  }
}
