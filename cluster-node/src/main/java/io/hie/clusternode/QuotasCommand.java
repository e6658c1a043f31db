package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code hie quotas}: how much a workspace may have. */
@Command(
    name = "quotas",
    mixinStandardHelpOptions = true,
    description = "Shows and sets how much a workspace may have at most.",
    subcommands = {QuotasCommand.Show.class, QuotasCommand.Set.class})
final class QuotasCommand {
  private QuotasCommand() {}

  /** Of which workspace. */
  abstract static class OfWorkspace extends UsersCommand.Base {
    @Option(names = "--workspace", required = true, description = "Whose quotas.")
    private String workspace = "";

    String path() {
      return "/api/v1/workspaces/" + api.quoted(workspace) + "/quotas";
    }

    void print(JsonNode quotas) {
      if (json) {
        out().println(quotas);
        return;
      }
      print("projects", quotas.path("projects"));
      print("items", quotas.path("items"));
      print("messages a day", quotas.path("messagesPerDay"));
    }

    private void print(String what, JsonNode quota) {
      out()
          .println(
              "%-15s %12d of %s%s"
                  .formatted(
                      what,
                      quota.path("used").asLong(),
                      quota.hasNonNull("limit") ? quota.path("limit").asText() : "any number",
                      switch (quota.path("state").asText()) {
                        case "near" -> "; nearly used up";
                        case "used-up" -> "; used up";
                        default -> "";
                      }));
    }
  }

  /** {@code hie quotas show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows the quotas of a workspace, and how much of them is used.")
  static final class Show extends OfWorkspace {
    @Override
    public Integer call() throws Exception {
      print(api.get(path()));
      return 0;
    }
  }

  /** {@code hie quotas set}. */
  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Sets quotas of a workspace; those that are not named stay as they are.")
  static final class Set extends OfWorkspace {
    private static final String ANY = "any";

    @Option(names = "--projects", paramLabel = "N|any", description = "Productions.")
    private @Nullable String projects;

    @Option(names = "--items", paramLabel = "N|any", description = "Items of all productions.")
    private @Nullable String items;

    @Option(
        names = "--messages-per-day",
        paramLabel = "N|any",
        description = "Messages taken in from outside, in a day of UTC.")
    private @Nullable String messages;

    @Override
    public Integer call() throws Exception {
      JsonNode now = api.get(path());
      ObjectNode wanted = JsonNodeFactory.instance.objectNode();
      put(wanted, "projects", projects, now);
      put(wanted, "items", items, now);
      put(wanted, "messagesPerDay", messages, now);
      print(api.change("PUT", path(), wanted.toString()));
      return 0;
    }

    private static void put(ObjectNode wanted, String name, @Nullable String given, JsonNode now) {
      if (given == null) {
        wanted.set(name, now.path(name).path("limit"));
      } else if (!given.equals(ANY)) {
        if (!given.matches("\\d{1,15}")) {
          throw new TypeConversionException(given + " is not a number, nor " + ANY);
        }
        wanted.put(name, Long.parseLong(given));
      }
    }
  }
}
