package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hie status}: how every item is. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows how every item of every production is.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private ApiClient api = new ApiClient();

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    JsonNode status = api.get("/api/v1/status?limit=500");
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(status.toPrettyString());
      return 0;
    }
    for (JsonNode production : status.path("productions")) {
      out.printf(
          "%s/%s, version %d, %d messages open%n",
          production.path("workspace").asText(),
          production.path("project").asText(),
          production.path("version").asLong(),
          production.path("openMessages").asLong());
      tellOfChanges(production, out);
      out.printf(
          "  %-24s %-10s %-22s %-8s %-13s %8s %8s %10s  %s%n",
          "ITEM", "", "TYPE", "WANTED", "STATUS", "QUEUED", "IN HAND", "DONE", "");
      for (JsonNode item : production.path("items")) {
        out.printf(
            "  %-24s %-10s %-22s %-8s %-13s %8d %8d %10d  %s%n",
            item.path("name").asText(),
            item.path("kind").asText(),
            item.path("type").asText(),
            item.path("desired").asText(),
            item.path("phase").asText(),
            item.path("queued").asInt(),
            item.path("inHand").asInt(),
            item.path("done").asLong(),
            note(item));
      }
    }
    for (JsonNode jar : status.path("itemJars")) {
      String version = jar.path("version").asText();
      String problem = jar.path("problem").asText();
      out.printf(
          "%s: %s%s%n",
          jar.path("place").asText(),
          version.isEmpty()
              ? "not loaded"
              : "version " + version + " since " + jar.path("loadedAt").asText(),
          problem.isEmpty() ? "" : "; it " + problem);
    }
    return 0;
  }

  private static void tellOfChanges(JsonNode production, PrintWriter out) {
    JsonNode undone = production.path("undone");
    if (undone.isObject()) {
      out.printf(
          "  version %d was undone at %s: %s%n",
          undone.path("version").asLong(),
          undone.path("at").asText(),
          undone.path("reason").asText());
    }
    if (production.hasNonNull("beingApplied")) {
      out.printf("  version %d is being applied%n", production.path("beingApplied").asLong());
    }
  }

  /** Of an item with instances in several JVMs first where they are. */
  private static String note(JsonNode item) {
    String detail = item.path("detail").asText();
    JsonNode jvms = item.path("jvms");
    if (!jvms.isObject()) {
      return detail;
    }
    int up = jvms.path("up").asInt();
    int of = jvms.path("all").asInt();
    String where =
        (up == of ? "in " + of : "in " + up + " of " + of) + (of == 1 ? " JVM" : " JVMs");
    long restarts = jvms.path("restarts").asLong();
    String all = where + (restarts == 0 ? "" : ", started again " + restarts + " times");
    return detail.isEmpty() ? all : all + "; " + detail;
  }
}
