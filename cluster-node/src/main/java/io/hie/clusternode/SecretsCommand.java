package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hie secrets}: what documents name and nobody sees. */
@Command(
    name = "secrets",
    mixinStandardHelpOptions = true,
    description = "Sets, lists and removes secrets, which documents name as $${secret:NAME}.",
    subcommands = {
      SecretsCommand.ListThem.class,
      SecretsCommand.Set.class,
      SecretsCommand.Remove.class
    })
final class SecretsCommand {
  private SecretsCommand() {}

  /** Of which workspace. */
  abstract static class OfWorkspace extends UsersCommand.Base {
    @Option(names = "--workspace", required = true, description = "Whose secrets.")
    private String workspace = "";

    String path() {
      return "/api/v1/workspaces/" + api.quoted(workspace) + "/secrets";
    }

    String path(String name) {
      return path() + "/" + api.quoted(name);
    }
  }

  /** {@code hie secrets list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the names of secrets, who set them when, and the items that use them.")
  static final class ListThem extends OfWorkspace {
    @Override
    public Integer call() throws Exception {
      for (JsonNode each : api.all(path(), "secrets")) {
        List<String> users = new ArrayList<>();
        each.path("usedBy").forEach(user -> users.add(user.asText()));
        out()
            .println(
                json
                    ? each.toString()
                    : "%-30s %-27s %-16s %s"
                        .formatted(
                            each.path("name").asText(),
                            each.path("at").asText(),
                            each.path("by").asText(),
                            users.isEmpty() ? "not used" : String.join(", ", users)));
      }
      return 0;
    }
  }

  /** {@code hie secrets set}. */
  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = {
        "Sets a secret; asks for it, or reads all of standard input, a last line end aside.",
        "Items that use it restart with it."
      })
  static final class Set extends OfWorkspace {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Override
    public Integer call() throws Exception {
      JsonNode done =
          api.changeLong(
              "PUT",
              path(name),
              JsonNodeFactory.instance
                  .objectNode()
                  .put("value", LoginCommand.Passwords.askAll("Secret " + name))
                  .toString());
      if (json) {
        out().println(done);
        return 0;
      }
      out().println(name + " is set");
      for (JsonNode each : done.path("changed")) {
        String problem = each.path("problem").asText();
        out()
            .println(
                "  "
                    + each.path("project").asText()
                    + (problem.isEmpty()
                        ? ": runs with it, version " + each.path("version").asLong()
                        : ": " + problem));
      }
      return 0;
    }
  }

  /** {@code hie secrets remove}. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes a secret that no document that runs names.")
  static final class Remove extends OfWorkspace {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Override
    public Integer call() throws Exception {
      api.change("DELETE", path(name), "");
      out().println(name + " is removed");
      return 0;
    }
  }
}
