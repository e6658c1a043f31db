package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie deadletters}: what was set aside with its error, and what a person makes of it. */
@Command(
    name = "deadletters",
    mixinStandardHelpOptions = true,
    description = {
      "Lists messages that were set aside, shows one, sends it again or lets it go.",
      "Those are dead letters, and messages left ambiguous. What is sent again, as it was or with"
          + " other bytes, goes behind what is open for its key at its item."
    },
    subcommands = {
      DeadLettersCommand.ListThem.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.Resubmit.class,
      DeadLettersCommand.Edit.class,
      DeadLettersCommand.Discard.class
    })
final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The path of a dead letter in the API. */
  private static String path(String id) {
    int at = id.lastIndexOf('@');
    if (at < 0 || id.chars().filter(c -> c == '/').count() != 2) {
      throw new Hie.Failure(
          "a dead letter is named as hie deadletters list shows it: workspace/project/hash@number");
    }
    return "/api/v1/dead-letters/"
        + HistoryCommand.path(id.substring(0, at))
        + "/"
        + id.substring(at + 1);
  }

  /** {@code hie deadletters list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "Lists them in the order in which they were set aside, by partition of the log.")
  static final class ListThem implements Callable<Integer> {
    @Option(
        names = "--workspace",
        defaultValue = "default",
        description = "Whose (default: ${DEFAULT-VALUE}).")
    private String workspace = "default";

    @Option(names = "--project", description = "Of this production only.")
    private @Nullable String project;

    @Option(names = "--item", description = "Set aside at this item only.")
    private @Nullable String item;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Mixin private ApiClient api = new ApiClient();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      String after = "";
      long count = 0;
      do {
        JsonNode page =
            api.get(
                "/api/v1/dead-letters?limit=200"
                    + query("workspace", workspace)
                    + query("project", project)
                    + query("item", item)
                    + (after.isEmpty() ? "" : query("after", after)));
        for (JsonNode letter : page.path("deadLetters")) {
          count++;
          out.println(json ? letter.toString() : line(letter));
        }
        after = page.path("next").asText("");
      } while (!after.isEmpty());
      if (!json) {
        out.println(count + (count == 1 ? " dead letter" : " dead letters"));
      }
      return 0;
    }

    private static String query(String name, @Nullable String value) {
      return value == null
          ? ""
          : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String line(JsonNode letter) {
      return "%s  %s  %-14s %-20s %s; %s"
          .formatted(
              letter.path("id").asText(),
              letter.path("at").asText(),
              letter.path("outcome").asText(),
              letter.path("item").asText(),
              letter.path("reasonCode").asText(),
              letter.path("reason").asText());
    }
  }

  /** {@code hie deadletters show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one with its error and, with --body, writes its bytes to a file.")
  static final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "Its name, as list shows it.")
    private String id = "";

    @Option(names = "--body", paramLabel = "FILE", description = "Write its bytes here.")
    private @Nullable Path file;

    @Mixin private ApiClient api = new ApiClient();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      JsonNode letter = api.get(path(id));
      letter
          .properties()
          .forEach(
              each -> {
                if (!each.getKey().equals("body")) {
                  out.printf("%-12s %s%n", each.getKey(), each.getValue().asText());
                }
              });
      byte[] body = letter.path("body").binaryValue();
      if (file != null) {
        Files.write(file, body);
        out.println("bytes        " + body.length + " written to " + file);
      } else {
        HistoryCommand.printBody(out, letter.path("body"), letter.path("encoding").asText());
      }
      return 0;
    }
  }

  /** Who does something with one, and why. */
  static final class Reasons {
    @Option(
        names = "--why",
        required = true,
        paramLabel = "TEXT",
        description = "Why; kept in the history.")
    private String why = "";

    @Option(
        names = "--who",
        paramLabel = "NAME",
        defaultValue = "${sys:user.name}",
        description = "Who; kept in the history (default: ${DEFAULT-VALUE}).")
    private String who = "";

    ObjectNode request() {
      ObjectNode request = JsonNodeFactory.instance.objectNode();
      request.put("who", who);
      request.put("why", why);
      return request;
    }
  }

  /** {@code hie deadletters resubmit}. */
  @Command(
      name = "resubmit",
      mixinStandardHelpOptions = true,
      description = "Sends one once more, as it was.")
  static final class Resubmit implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "Its name, as list shows it.")
    private String id = "";

    @Mixin private Reasons reasons = new Reasons();
    @Mixin private ApiClient api = new ApiClient();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      JsonNode told = api.post(path(id) + "/resubmit", reasons.request());
      spec.commandLine().getOut().println("goes once more as " + told.path("result").asText());
      return 0;
    }
  }

  /** {@code hie deadletters edit}. */
  @Command(
      name = "edit",
      mixinStandardHelpOptions = true,
      description = "Sends one once more with other bytes; the first ones stay in the history.")
  static final class Edit implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "Its name, as list shows it.")
    private String id = "";

    @Option(
        names = "--body",
        required = true,
        paramLabel = "FILE",
        description = "The bytes to send, such as show --body wrote and you mended.")
    private Path file = Path.of("");

    @Mixin private Reasons reasons = new Reasons();
    @Mixin private ApiClient api = new ApiClient();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      if (!Files.isReadable(file)) {
        throw new Hie.Failure("the file " + file + " cannot be read");
      }
      ObjectNode request = reasons.request();
      request.put("body", Files.readAllBytes(file));
      JsonNode told = api.post(path(id) + "/resubmit", request);
      spec.commandLine().getOut().println("goes once more as " + told.path("result").asText());
      return 0;
    }
  }

  /** {@code hie deadletters discard}. */
  @Command(
      name = "discard",
      mixinStandardHelpOptions = true,
      description = "Lets one go; it stays in its history.")
  static final class Discard implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "Its name, as list shows it.")
    private String id = "";

    @Mixin private Reasons reasons = new Reasons();
    @Mixin private ApiClient api = new ApiClient();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      api.post(path(id) + "/discard", reasons.request());
      spec.commandLine().getOut().println("let go");
      return 0;
    }
  }
}
