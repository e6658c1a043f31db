package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie erase}: makes what is stored of one key unreadable for good. */
@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    description = {
      "Destroys the key of one history, so that its messages' contents can never be read again.",
      "What happened and when stays. There is no way back but a backup of the keys.",
      "A key is what hie history takes."
    })
final class EraseCommand implements Callable<Integer> {
  @Parameters(paramLabel = "KEY", description = "Whose history.")
  private String key = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; stays in the history, so without patient data.")
  private String reason = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who orders it; stays in the history (default: your user name).")
  private String by = "";

  @Option(
      names = "--force",
      description = "End what is still open, as DISCARDED, instead of refusing.")
  private boolean force;

  @Option(names = "--workspace", description = "Its workspace, if several run.")
  private @Nullable String workspace;

  @Option(names = "--project", description = "Its production, if several run.")
  private @Nullable String project;

  @Mixin private ApiClient api = new ApiClient();

  @Option(names = "--json", description = "Print the API's answer as it is.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    String id = id();
    ObjectNode order = JsonNodeFactory.instance.objectNode();
    order.put("reason", reason);
    order.put("by", by);
    order.put("force", force);
    JsonNode done = api.post("/api/v1/histories/" + path(id) + "/erasure", order);
    spec.commandLine()
        .getOut()
        .println(
            json
                ? done.toString()
                : "history "
                    + id
                    + " is erased: the contents of its "
                    + done.path("messages").asLong()
                    + " messages cannot be read any more");
    return 0;
  }

  private String id() throws IOException, InterruptedException {
    if (key.chars().filter(c -> c == '/').count() == 2 && !key.contains(":")) {
      return key;
    }
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    question.put("key", key);
    question.put("workspace", workspace);
    question.put("project", project);
    return api.post("/api/v1/histories/lookup", question).path("id").asText();
  }

  private static String path(String id) {
    List<String> parts = new ArrayList<>();
    for (String part : id.split("/")) {
      parts.add(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return String.join("/", parts);
  }
}
