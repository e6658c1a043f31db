package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hie login}: a session for the commands that follow. */
@Command(
    name = "login",
    mixinStandardHelpOptions = true,
    description = {
      "Logs in, so that the commands that follow act for this user.",
      "Asks for the password, or reads it from standard input if that is no terminal;",
      "with --sso a browser logs in at the identity provider.",
      "HIE_TOKEN, if it is set, counts before a login."
    })
final class LoginCommand implements Callable<Integer> {
  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who logs in (default: your user name).")
  private String user = "";

  @Option(
      names = "--new-password",
      description = "Ask for a new password as well, which counts from then on.")
  private boolean change;

  @Option(
      names = "--sso",
      description =
          "Log in at the identity provider of the node, in a browser on this machine, instead of"
              + " with a password.")
  private boolean sso;

  @Option(names = "--end", description = "Log out: end the session instead of beginning one.")
  private boolean end;

  @Option(names = "--json", description = "Print what the session is as JSON, without secrets.")
  private boolean json;

  @Mixin private ApiClient api = new ApiClient();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return end ? end() : begin();
  }

  private int begin() throws IOException, InterruptedException {
    if (sso) {
      return keep(new SsoLogin(api, spec.commandLine().getErr()).login());
    }
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("user", user);
    request.put("password", Passwords.ask("Password of " + user));
    if (change) {
      request.put("newPassword", Passwords.ask("New password"));
    }
    return keep(api.login(request));
  }

  private int keep(JsonNode session) throws IOException {
    SavedSession.keep(api.url(), session);
    if (json) {
      ObjectNode shown = ((ObjectNode) session.deepCopy());
      shown.remove("token");
      shown.remove("refreshToken");
      spec.commandLine().getOut().println(shown);
    } else {
      spec.commandLine()
          .getOut()
          .println(
              session.path("user").asText()
                  + " is logged in at "
                  + api.url()
                  + " until "
                  + session.path("sessionExpires").asText());
    }
    return 0;
  }

  private int end() throws IOException, InterruptedException {
    @Nullable JsonNode session = SavedSession.of(api.url()).orElse(null);
    if (session == null) {
      throw new Hie.Failure("nobody is logged in at " + api.url());
    }
    SavedSession.forget(api.url());
    api.endSession(session);
    spec.commandLine().getOut().println(session.path("user").asText() + " is logged out");
    return 0;
  }

  /** Passwords never stand on a command line, where others would see them. */
  static final class Passwords {
    private Passwords() {}

    @SuppressWarnings("SystemConsoleNull") // without a terminal JDK 25 has none
    static String ask(String what) throws IOException {
      Console console = System.console();
      if (console != null && console.isTerminal()) {
        char[] typed = console.readPassword("%s: ", what);
        return typed == null ? "" : new String(typed);
      }
      return line();
    }

    /** The same, but of standard input all, a last line end aside. */
    @SuppressWarnings("SystemConsoleNull") // without a terminal JDK 25 has none
    static String askAll(String what) throws IOException {
      Console console = System.console();
      return console != null && console.isTerminal()
          ? ask(what)
          : new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
    }

    private static String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = System.in.read(); next >= 0 && next != '\n'; next = System.in.read()) {
        line.append((char) next);
      }
      return line.toString().strip();
    }
  }
}
