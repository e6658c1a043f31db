package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hie tokens}: secrets for scripts. */
@Command(
    name = "tokens",
    mixinStandardHelpOptions = true,
    description = "Issues, lists and revokes API tokens.",
    subcommands = {
      TokensCommand.ListThem.class,
      TokensCommand.Issue.class,
      TokensCommand.Revoke.class
    })
final class TokensCommand {
  private TokensCommand() {}

  /** {@code hie tokens list}. */
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists tokens.")
  static final class ListThem extends UsersCommand.Base {
    @Override
    public Integer call() throws Exception {
      for (JsonNode each : api.all("/api/v1/tokens", "tokens")) {
        out().println(json ? each.toString() : line(each));
      }
      return 0;
    }

    private static String line(JsonNode token) {
      List<String> scopes = new ArrayList<>();
      token.path("scopes").forEach(each -> scopes.add(each.asText()));
      return "%s  %-30s until %s%s  %s"
          .formatted(
              token.path("id").asText(),
              token.path("user").asText() + "/" + token.path("name").asText(),
              token.path("expires").asText(),
              token.path("expired").asBoolean() ? " (over)" : "",
              String.join(", ", scopes));
    }
  }

  /** {@code hie tokens issue}. */
  @Command(
      name = "issue",
      mixinStandardHelpOptions = true,
      description = "Issues a token and prints it; it is shown this once.")
  static final class Issue extends UsersCommand.Base {
    @Parameters(paramLabel = "NAME", description = "What it is for.")
    private String name = "";

    @Option(
        names = "--scope",
        required = true,
        split = ",",
        description = "What it may at most: view, operate, edit, administer, patient-data.")
    private List<String> scopes = List.of();

    @Option(names = "--workspace", split = ",", description = "Where (default: everywhere).")
    private List<String> workspaces = List.of();

    @Option(names = "--expires", paramLabel = "TIME", description = "Default: in 90 days.")
    private @Nullable String expires;

    @Option(names = "--user", description = "For whom (default: yourself).")
    private @Nullable String user;

    @Override
    public Integer call() throws Exception {
      ObjectNode request = JsonNodeFactory.instance.objectNode();
      request.put("name", name);
      request.put("user", user);
      request.put("expires", expires);
      scopes.forEach(request.putArray("scopes")::add);
      workspaces.forEach(request.putArray("workspaces")::add);
      JsonNode token = api.post("/api/v1/tokens", request);
      out().println(json ? token.toString() : token.path("token").asText());
      return 0;
    }
  }

  /** {@code hie tokens revoke}. */
  @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Revokes a token.")
  static final class Revoke extends UsersCommand.Base {
    @Parameters(paramLabel = "ID")
    private String id = "";

    @Override
    public Integer call() throws Exception {
      api.change("DELETE", "/api/v1/tokens/" + api.quoted(id), "");
      out().println("token " + id + " is revoked");
      return 0;
    }
  }
}
