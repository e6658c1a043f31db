package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.ArchiveDirectory;
import io.hie.chaostests.ledger.Evidence;
import io.hie.chaostests.ledger.Findings;
import io.hie.chaostests.ledger.LedgerCheck;
import io.hie.chaostests.ledger.LoadLedger;
import io.hie.chaostests.ledger.Outage;
import io.hie.chaostests.ledger.Report;
import io.hie.chaostests.ledger.SinkLedger;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.message.PatientTrace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Judges a run by what it left in a rig's directory. */
final class Judgement {
  private Judgement() {}

  /** Checks the ledgers of a run, prints the table and leaves {@code report-RUN.json}. */
  static boolean ofRun(Rig rig, String run, Terms terms, PrintStream out) {
    return ofRun(rig, run, terms, rig.node().outages(), out);
  }

  /** The same with other outages than the node's. */
  static boolean ofRun(Rig rig, String run, Terms terms, List<Outage> outages, PrintStream out) {
    try {
      Outage.write(rig.file("outages"), outages);
      Findings findings =
          LedgerCheck.check(
              new Evidence(
                  run,
                  LoadLedger.events(rig.loadLedger(run)),
                  SinkLedger.receptions(rig.sinkLedger()),
                  outages,
                  new ArchiveDirectory(rig.archive())),
              terms);
      out.print(Report.table(findings));
      Files.writeString(rig.file("report-" + run + ".json"), Report.json(findings));
      return findings.hold();
    } catch (IOException e) {
      throw new ChaosException("cannot write the report: " + e, e);
    }
  }

  /** Whether no patient is seen in what the node has printed. */
  static boolean ofLogs(Rig rig, PrintStream out) {
    boolean clean = true;
    for (Path log : rig.node().logs()) {
      long traces = patientTraces(List.of(log));
      if (traces > 0) {
        out.printf("  BROKEN: %d lines of %s show patient data%n", traces, log.getFileName());
        clean = false;
      }
    }
    return clean;
  }

  /** How many lines of these logs show a patient. */
  static long patientTraces(List<Path> logs) {
    long traces = 0;
    for (Path log : logs) {
      try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
        traces += lines.filter(PatientTrace::isIn).count();
      } catch (IOException e) {
        throw new ChaosException("cannot read the node's log " + log + ": " + e, e);
      }
    }
    return traces;
  }
}
