package io.hie.clusternode;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.actormodel.production.Verdict;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(names = "--json", description = "Print what was found as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    DocumentFile.requireReadable(file);
    ItemFolder.tellProblems(items.open(), spec.commandLine().getErr());
    Verdict verdict = Documents.read(file, 0);
    if (json) {
      ObjectNode found = JsonNodeFactory.instance.objectNode();
      found.put("file", file.toString()).put("right", verdict instanceof Verdict.Accepted);
      ArrayNode problems = found.putArray("problems");
      verdict
          .problems()
          .forEach(
              each ->
                  problems
                      .addObject()
                      .put("severity", each.severity().name())
                      .put("path", each.path())
                      .put("message", each.message())
                      .put("hint", each.hint()));
      spec.commandLine().getOut().println(found);
      return verdict instanceof Verdict.Accepted ? 0 : 1;
    }
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
