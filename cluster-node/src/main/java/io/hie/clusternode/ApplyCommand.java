package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hie apply}: puts a document into effect. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a document into effect on a node that runs, without touching what it does not change.",
      "If an item of it does not start, everything is as before and the exit code is 1."
    })
final class ApplyCommand implements Callable<Integer> {
  @Mixin private DocumentFile document = new DocumentFile();

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
    JsonNode done =
        api.sendDocument(
            "/api/v1/productions?comment=" + URLEncoder.encode(comment, StandardCharsets.UTF_8),
            document.text(),
            expected);
    print(spec.commandLine().getOut(), done, json);
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
