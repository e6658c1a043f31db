package io.hie.clusternode.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hie bench}: the root of the benchmarks of the journal and of search. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "BENCHMARK",
    description =
        "Measures the journal and the search index alone; 'hie chaos bench' measures the whole"
            + " path.",
    subcommands = {JournalBench.class, RecoveryBench.class, SearchBench.class})
public final class BenchCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "which benchmark? 'hie bench --help' names them");
  }
}
