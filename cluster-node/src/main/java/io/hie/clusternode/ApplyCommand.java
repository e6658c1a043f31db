package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie apply}: puts a document into effect. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a document into effect on a node that runs, without touching what it does not change.",
      "If an item of it does not start, everything is as before and the exit code is 1.",
      "With -f all documents of a folder are; if one of them is wrong, none is."
    })
final class ApplyCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "FILE", description = DocumentFile.WHAT)
  private @Nullable Path file;

  @Option(
      names = {"-f", "--folder"},
      paramLabel = "DIR",
      description = "All documents in and below this folder.")
  private @Nullable Path folder;

  @Option(
      names = "--prune",
      description = {
        "With -f: take out what runs in the workspaces of these documents and is in none of them.",
        "Its versions stay, and hie rollback brings it back."
      })
  private boolean prune;

  @Option(names = "--dry-run", description = "With -f: say what would be done, and do nothing.")
  private boolean dryRun;

  @Mixin private ApiClient api = new ApiClient();

  @Option(
      names = "--expect",
      paramLabel = "VERSION",
      description = "Only if this version runs, so that nobody else's change is lost.")
  private @Nullable Long expected;

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why, for the version history.")
  private String comment = "";

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path one = file;
    if (folder != null && one == null && expected == null) {
      new FolderApply(api, folder, comment)
          .run(new FolderApply.Manner(prune, dryRun, json), out, spec.commandLine().getErr());
      return 0;
    }
    if (one == null || folder != null || prune || dryRun) {
      throw new ParameterException(
          spec.commandLine(),
          "name a document, or a folder with -f; --prune and --dry-run are for folders, --expect"
              + " for a document");
    }
    JsonNode done =
        api.sendDocument(
            "/api/v1/productions?comment=" + URLEncoder.encode(comment, StandardCharsets.UTF_8),
            DocumentFile.text(one),
            expected);
    print(out, done, json);
    return 0;
  }

  static void print(PrintWriter out, JsonNode done, boolean json) {
    if (json) {
      out.println(done.toPrettyString());
      return;
    }
    out.println(
        done.path("workspace").asText()
            + "/"
            + done.path("project").asText()
            + ": version "
            + done.path("version").asLong()
            + " runs");
    ChangeText.print(out, done.path("change"));
    ChangeText.printAll(out, done.path("notes"));
  }
}
