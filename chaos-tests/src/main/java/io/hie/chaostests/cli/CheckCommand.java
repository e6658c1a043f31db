package io.hie.chaostests.cli;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.ArchiveDirectory;
import io.hie.chaostests.ledger.Evidence;
import io.hie.chaostests.ledger.Findings;
import io.hie.chaostests.ledger.LedgerCheck;
import io.hie.chaostests.ledger.LoadLedger;
import io.hie.chaostests.ledger.Outage;
import io.hie.chaostests.ledger.Report;
import io.hie.chaostests.ledger.SinkLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Compare what was acknowledged with what arrived; exit 0 only if all holds.")
final class CheckCommand implements Callable<Integer> {
  @Mixin private TermsOptions terms = new TermsOptions();

  @Option(names = "--load", required = true, paramLabel = "FILE", description = "Of a load.")
  private Path load = Path.of("");

  @Option(names = "--sink", required = true, paramLabel = "FILE", description = "Of the sink.")
  private Path sink = Path.of("");

  @Option(names = "--outages", paramLabel = "FILE", description = "When the node was killed.")
  private @Nullable Path outages;

  @Option(names = "--archive", paramLabel = "DIR", description = "Files of a file operation.")
  private @Nullable Path archive;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report here too.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    Path killed = outages;
    Path files = archive;
    Path report = json;
    Findings findings =
        LedgerCheck.check(
            new Evidence(
                LoadLedger.runOf(load),
                LoadLedger.events(load),
                SinkLedger.receptions(sink),
                killed == null ? List.of() : Outage.read(killed),
                files == null ? null : new ArchiveDirectory(files)),
            terms.terms());
    System.out.print(Report.table(findings));
    if (report != null) {
      try {
        Files.writeString(report, Report.json(findings));
      } catch (IOException e) {
        throw new ChaosException("cannot write the report " + report + ": " + e, e);
      }
    }
    return findings.hold() ? 0 : 1;
  }
}
