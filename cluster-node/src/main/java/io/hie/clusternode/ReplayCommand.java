package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie replay}: sends messages of the past once more. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends messages of the past once more, into what runs or into a sandbox.",
      "A sandbox sends nothing and records. plan says what would be sent where; start begins; the"
          + " rest looks and steers."
    },
    subcommands = {
      ReplayCommand.Plan.class,
      ReplayCommand.Start.class,
      ReplayCommand.ListThem.class,
      ReplayCommand.Show.class,
      ReplayCommand.Pause.class,
      ReplayCommand.Resume.class,
      ReplayCommand.Cancel.class
    })
final class ReplayCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Which messages. */
  static final class Chosen {
    @Option(
        names = "--workspace",
        required = true,
        description = "The workspace of the production.")
    private String workspace = "";

    @Option(names = "--project", required = true, description = "The production.")
    private String project = "";

    @Option(
        names = "--key",
        description = "Messages of this key only: as for hie history, or a history's id.")
    private @Nullable String key;

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "Received then or later, such as 2026-03-01T10:15:30Z.")
    private @Nullable String from;

    @Option(
        names = "--until",
        paramLabel = "TIME",
        description = "Received then or before (default: now).")
    private @Nullable String until;

    @Option(
        names = "--partition",
        paramLabel = "N",
        description = "With --offset: in this partition of the log only (Kafka).")
    private @Nullable Integer partition;

    @Option(names = "--offset", paramLabel = "N", description = "From this offset of it on.")
    private @Nullable Long offset;

    @Option(
        names = "--item",
        description =
            "What this item was given goes to it once more. Without: what was received goes where"
                + " its service sends it now.")
    private @Nullable String item;

    @Option(names = "--type", description = "Of this type only, such as ADT_A01.")
    private @Nullable String type;

    @Option(
        names = "--filter",
        paramLabel = "RULE",
        description = "That this rule is true of, such as \"PV1-2 = 'I'\"; see docs/rules.md.")
    private @Nullable String filter;

    ObjectNode request(ApiClient api) throws IOException, InterruptedException {
      ObjectNode request = JsonNodeFactory.instance.objectNode();
      request.put("workspace", workspace);
      request.put("project", project);
      if (key != null) {
        request.put("history", HistoryCommand.id(api, key, workspace, project));
      }
      request.put("from", from);
      request.put("until", until);
      request.put("partition", partition);
      request.put("offset", offset);
      request.put("item", item);
      request.put("type", type);
      request.put("filter", filter);
      return request;
    }
  }

  /** How what the API answers is shown. */
  static final class Shown {
    @Option(names = "--json", description = "Print the API's answers as they are.")
    private boolean json;

    void plan(PrintWriter out, JsonNode plan) {
      if (json) {
        out.println(plan);
      } else {
        printPlan(out, plan);
      }
    }

    void job(PrintWriter out, JsonNode job) {
      if (json) {
        out.println(job);
      } else {
        printJob(out, job);
      }
    }

    void say(PrintWriter out, String text) {
      if (!json) {
        out.println(text);
      }
    }
  }

  private static void printPlan(PrintWriter out, JsonNode plan) {
    out.printf(
        "%d messages would go once more%s%n",
        plan.path("messages").asLong(),
        plan.path("complete").asBoolean()
            ? ""
            : ", and more: there was no time to look at all of them");
    plan.path("operations")
        .properties()
        .forEach(each -> out.printf("  %8d to %s%n", each.getValue().asLong(), each.getKey()));
    plan.path("elsewhere")
        .properties()
        .forEach(
            each -> out.printf("  %8d would end at %s%n", each.getValue().asLong(), each.getKey()));
    for (JsonNode example : plan.path("examples")) {
      out.printf(
          "  e.g. %s of %s to %s, %d bytes%s%n",
          example.path("messageId").asText(),
          example.path("history").asText(),
          example.path("item").asText(),
          example.path("bytes").asLong(),
          example.hasNonNull("failure") ? ": " + example.path("failure").asText() : "");
    }
  }

  private static void printJob(PrintWriter out, JsonNode job) {
    out.printf(
        "%s  %-9s %-7s %s/%s  sent %d, already %d, refused %d%s  since %s by %s: %s%n",
        job.path("id").asText(),
        job.path("phase").asText(),
        job.path("into").asText(),
        job.path("workspace").asText(),
        job.path("project").asText(),
        job.path("sent").asLong(),
        job.path("already").asLong(),
        job.path("refused").asLong(),
        job.path("text").asText().isEmpty() ? "" : " (" + job.path("text").asText() + ")",
        job.path("started").asText(),
        job.path("who").asText(),
        job.path("why").asText());
  }

  /** {@code hie replay plan}. */
  @Command(
      name = "plan",
      mixinStandardHelpOptions = true,
      description = "Says what would be sent where, and sends nothing.")
  static final class Plan implements Callable<Integer> {
    @Mixin private Chosen chosen = new Chosen();
    @Mixin private ApiClient api = new ApiClient();
    @Mixin Shown shown = new Shown();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      shown.plan(
          spec.commandLine().getOut(), api.post("/api/v1/replays/plan", chosen.request(api)));
      return 0;
    }
  }

  /** {@code hie replay start}. */
  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Shows the plan, and begins if --yes is said.")
  static final class Start implements Callable<Integer> {
    @Mixin private Chosen chosen = new Chosen();
    @Mixin private DeadLettersCommand.Reasons reasons = new DeadLettersCommand.Reasons();
    @Mixin private ApiClient api = new ApiClient();

    @Option(
        names = "--into",
        required = true,
        description = "live: the running production; sandbox: nothing is sent, all is recorded.")
    private String into = "";

    @Option(
        names = "--rate",
        defaultValue = "100",
        description = "Messages a second at most (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--yes", description = "Begin; without it only the plan is shown.")
    private boolean yes;

    @Mixin Shown shown = new Shown();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      ObjectNode request = chosen.request(api);
      shown.plan(out, api.post("/api/v1/replays/plan", request));
      if (!yes) {
        shown.say(out, "nothing was begun; say --yes to begin");
        return 0;
      }
      request.setAll(reasons.request());
      request.put("into", into.toLowerCase(java.util.Locale.ROOT));
      request.put("rate", rate);
      shown.job(out, api.post("/api/v1/replays", request));
      return 0;
    }
  }

  /** {@code hie replay list}. */
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists replays.")
  static final class ListThem implements Callable<Integer> {
    @Mixin private ApiClient api = new ApiClient();
    @Mixin Shown shown = new Shown();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      api.get("/api/v1/replays?limit=500").path("replays").forEach(job -> shown.job(out, job));
      return 0;
    }
  }

  /** A command about one replay. */
  abstract static class OfOne implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The replay, as list shows it.")
    private String id = "";

    @Mixin private ApiClient api = new ApiClient();
    @Mixin Shown shown = new Shown();
    @Spec private CommandSpec spec;

    ApiClient api() {
      return api;
    }

    PrintWriter out() {
      return spec.commandLine().getOut();
    }

    String path() {
      return "/api/v1/replays/" + HistoryCommand.path(id);
    }

    Integer change(String how) throws IOException, InterruptedException {
      shown.job(out(), api.post(path() + how, JsonNodeFactory.instance.objectNode()));
      return 0;
    }
  }

  /** {@code hie replay show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows how far one is, and what it sent where.")
  static final class Show extends OfOne {
    @Override
    public Integer call() throws Exception {
      JsonNode job = api().get(path());
      shown.job(out(), job);
      job.path("items")
          .properties()
          .forEach(
              each ->
                  shown.say(out(), "  %8d %s".formatted(each.getValue().asLong(), each.getKey())));
      if (!job.path("firstRefusal").asText().isEmpty()) {
        shown.say(out(), "  the first refusal: " + job.path("firstRefusal").asText());
      }
      return 0;
    }
  }

  /** {@code hie replay pause}. */
  @Command(name = "pause", mixinStandardHelpOptions = true, description = "Pauses one.")
  static final class Pause extends OfOne {
    @Override
    public Integer call() throws Exception {
      return change("/pause");
    }
  }

  /** {@code hie replay resume}. */
  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Goes on with one that is paused or failed.")
  static final class Resume extends OfOne {
    @Override
    public Integer call() throws Exception {
      return change("/resume");
    }
  }

  /** {@code hie replay cancel}. */
  @Command(name = "cancel", mixinStandardHelpOptions = true, description = "Ends one for good.")
  static final class Cancel extends OfOne {
    @Override
    public Integer call() throws Exception {
      return change("/cancel");
    }
  }
}
