package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hie diff}: what differs between two versions. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what differs between two versions of a production: by item, and in its document.",
      "Without --from and --to these are the version that runs and the one before."
    })
final class DiffCommand extends UsersCommand.Base {
  @Parameters(paramLabel = "PROJECT", description = "Name of the production.")
  private String project = "";

  @Option(names = "--from", paramLabel = "VERSION", description = "Default: the one before --to.")
  private @Nullable Long from;

  @Option(names = "--to", paramLabel = "VERSION", description = "Default: the one that runs.")
  private @Nullable Long to;

  @Option(names = "--workspace", description = "Its workspace, if several have one of that name.")
  private @Nullable String workspace;

  @Override
  public Integer call() throws Exception {
    ProductionName name = ProductionName.find(api, workspace, project);
    long last = to == null ? api.get(name.path() + "/versions").path("version").asLong() : to;
    long first = from == null ? before(api.get(name.path() + "/versions"), last) : from;
    List<String> lines = LineDiff.of(document(name, first), document(name, last));
    JsonNode change = change(name, first, last);
    if (json) {
      ObjectNode all = JsonNodeFactory.instance.objectNode();
      all.put("from", first).put("to", last).set("change", change.path("change"));
      lines.forEach(all.putArray("lines")::add);
      out().println(all);
      return 0;
    }
    out().println(name.workspace() + "/" + name.project() + ", version " + first + " to " + last);
    if (change.has("problem")) {
      out().println("  what it means for items cannot be said: " + change.path("problem").asText());
    } else {
      ChangeText.print(out(), change.path("change"));
    }
    lines.forEach(out()::println);
    return 0;
  }

  private String document(ProductionName name, long version) throws Exception {
    return api.getText(name.path() + "/document?version=" + version);
  }

  /** An old document may be one that no longer loads; its text can be compared all the same. */
  private JsonNode change(ProductionName name, long first, long last) throws Exception {
    try {
      return api.get(name.path() + "/diff?from=" + first + "&to=" + last);
    } catch (Hie.Failure refused) {
      return JsonNodeFactory.instance.objectNode().put("problem", refused.getMessage());
    }
  }

  private long before(JsonNode record, long version) {
    long found = 0;
    for (JsonNode each : record.path("versions")) {
      long number = each.path("version").asLong();
      if (number < version) {
        found = Math.max(found, number);
      }
    }
    if (found == 0) {
      throw new Hie.Failure(
          project + " has no version before " + version + "; hie versions lists those it has");
    }
    return found;
  }
}
