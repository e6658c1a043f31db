package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
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

/** {@code hie users}: accounts and their roles. */
@Command(
    name = "users",
    mixinStandardHelpOptions = true,
    description = "Lists users, adds them, and gives and takes roles.",
    subcommands = {
      UsersCommand.ListThem.class,
      UsersCommand.Add.class,
      UsersCommand.Remove.class,
      UsersCommand.Password.class,
      UsersCommand.Give.class,
      UsersCommand.Take.class
    })
final class UsersCommand {
  private UsersCommand() {}

  /** What all of them have. */
  abstract static class Base implements Callable<Integer> {
    @Option(names = "--json", description = "Print the API's answer as it is.")
    boolean json;

    @Mixin ApiClient api = new ApiClient();

    @Spec CommandSpec spec;

    PrintWriter out() {
      return spec.commandLine().getOut();
    }

    void show(JsonNode user) {
      out().println(json ? user.toString() : line(user));
    }

    private static String line(JsonNode user) {
      List<String> grants = new ArrayList<>();
      user.path("grants")
          .forEach(
              each ->
                  grants.add(
                      each.path("role").asText() + " in " + each.path("workspace").asText()));
      return "%-24s %-10s %s"
          .formatted(
              user.path("name").asText(),
              user.path("disabled").asBoolean()
                  ? "disabled"
                  : user.path("locked").asBoolean() ? "locked" : "",
              String.join(", ", grants));
    }
  }

  /** {@code hie users list}. */
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all users.")
  static final class ListThem extends Base {
    @Override
    public Integer call() throws Exception {
      api.all("/api/v1/users", "users").forEach(this::show);
      return 0;
    }
  }

  /** {@code hie users add}. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Adds a user; asks for the password, or reads it from standard input.")
  static final class Add extends Base {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(names = "--display-name", paramLabel = "TEXT", description = "The name for people.")
    private @Nullable String displayName;

    @Option(names = "--expires", paramLabel = "TIME", description = "When the account ends.")
    private @Nullable String expires;

    @Override
    public Integer call() throws Exception {
      ObjectNode request = JsonNodeFactory.instance.objectNode();
      request.put("name", name);
      request.put("displayName", displayName);
      request.put("expires", expires);
      request.put("password", LoginCommand.Passwords.ask("Password of " + name));
      show(api.post("/api/v1/users", request));
      return 0;
    }
  }

  /** {@code hie users remove}. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes a user, with tokens and sessions; what was done stays on record.")
  static final class Remove extends Base {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Override
    public Integer call() throws Exception {
      api.change("DELETE", "/api/v1/users/" + api.quoted(name), "");
      out().println(name + " is removed");
      return 0;
    }
  }

  /** {@code hie users password}. */
  @Command(
      name = "password",
      mixinStandardHelpOptions = true,
      description = "Sets a user's password, which opens a lock and ends the user's sessions.")
  static final class Password extends Base {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Override
    public Integer call() throws Exception {
      ObjectNode request = JsonNodeFactory.instance.objectNode();
      request.put("password", LoginCommand.Passwords.ask("New password of " + name));
      api.change("PUT", "/api/v1/users/" + api.quoted(name) + "/password", request.toString());
      out().println("the password of " + name + " is set");
      return 0;
    }
  }

  /** Which role where. */
  abstract static class OfRole extends Base {
    @Parameters(index = "0", paramLabel = "NAME")
    private String name = "";

    @Parameters(
        index = "1",
        paramLabel = "ROLE",
        description = "viewer, editor, workspace-admin, platform-admin or patient-data.")
    private String role = "";

    @Option(
        names = "--workspace",
        description = "In this workspace; without it in every one, which platform-admin needs.")
    private @Nullable String workspace;

    String path() {
      return workspace == null
          ? "/api/v1/users/" + api.quoted(name) + "/grants/" + api.quoted(role)
          : "/api/v1/workspaces/"
              + api.quoted(workspace)
              + "/members/"
              + api.quoted(name)
              + "/"
              + api.quoted(role);
    }
  }

  /** {@code hie users give}. */
  @Command(name = "give", mixinStandardHelpOptions = true, description = "Gives a role.")
  static final class Give extends OfRole {
    @Override
    public Integer call() throws Exception {
      show(api.change("PUT", path(), ""));
      return 0;
    }
  }

  /** {@code hie users take}. */
  @Command(name = "take", mixinStandardHelpOptions = true, description = "Takes a role back.")
  static final class Take extends OfRole {
    @Override
    public Integer call() throws Exception {
      show(api.change("DELETE", path(), ""));
      return 0;
    }
  }
}
