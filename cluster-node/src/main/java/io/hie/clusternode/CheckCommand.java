package io.hie.clusternode;

import io.hie.actormodel.production.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie check}: is a production document right? */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Validates a production document and prints everything that is wrong with it.")
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The document, in JSON or YAML.")
  private Path file = Path.of("production.json");

  @Mixin private ItemFolder items = new ItemFolder();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (!Files.isReadable(file)) {
      throw new Hie.Failure(file + " cannot be read");
    }
    ItemFolder.tellProblems(items.open(), spec.commandLine().getErr());
    Verdict verdict = Documents.read(file, 0);
    verdict
        .problems()
        .forEach(problem -> spec.commandLine().getErr().println(Documents.line(file, problem)));
    return switch (verdict) {
      case Verdict.Accepted accepted -> {
        spec.commandLine()
            .getOut()
            .println(
                file
                    + ": "
                    + accepted.production().name()
                    + " is right, "
                    + accepted.production().items().size()
                    + " items");
        yield 0;
      }
      case Verdict.Refused refused -> 1;
    };
  }
}
