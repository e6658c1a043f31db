package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hie test-connection}: can an item work with its outside? */
@Command(
    name = "test-connection",
    mixinStandardHelpOptions = true,
    description = {
      "Looks from a node whether the outside of an item that runs can be worked with.",
      "It connects and hangs up; no message is sent. Exit code 1 if it is not well."
    })
final class TestConnectionCommand extends UsersCommand.Base {
  @Parameters(
      paramLabel = "[PROJECT/]ITEM",
      description = "The item; its project may be left out where only one production runs.")
  private String item = "";

  @Option(names = "--workspace", description = "Its workspace, if several have one of that name.")
  private @Nullable String workspace;

  @Override
  public Integer call() throws Exception {
    int slash = item.indexOf('/');
    ProductionName name =
        ProductionName.find(api, workspace, slash < 0 ? null : item.substring(0, slash));
    JsonNode answer =
        api.postLong(
            name.path()
                + "/items/"
                + ProductionName.encoded(item.substring(slash + 1))
                + "/test-connection",
            JsonNodeFactory.instance.objectNode());
    JsonNode test = answer.path("test");
    String finding = test.path("finding").asText();
    out()
        .println(
            json
                ? answer.toString()
                : "%s: %s%s: %s"
                    .formatted(
                        answer.path("item").asText(),
                        finding.toLowerCase(Locale.ROOT).replace('_', ' '),
                        test.path("target").asText().isEmpty()
                            ? ""
                            : " (" + test.path("target").asText() + ")",
                        test.path("detail").asText()));
    return finding.equals("WELL") || finding.equals("NOTHING_TO_TEST") ? 0 : 1;
  }
}
