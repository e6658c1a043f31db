package io.hie.httpapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.sharding.replay.Job;
import io.hie.sharding.replay.ReplayPlan;
import io.hie.sharding.replay.Replays;
import io.hie.sharding.replay.Selection;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/replays}: plans replays, begins, pauses, resumes and cancels them. */
final class ReplayRoutes extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger("hie.audit");
  private static final int USUAL_RATE = 100;
  private static final int MOST_WORDS = 500;
  private static final ContentType NDJSON =
      ContentTypes.create(
          MediaTypes.applicationWithOpenCharset("x-ndjson", "ndjson"), HttpCharsets.UTF_8);

  private final Replays replays;
  private final Clock clock;

  ReplayRoutes(Replays replays, Clock clock) {
    this.replays = replays;
    this.clock = clock;
  }

  /** A replay; times are ISO 8601. */
  record JobJson(
      String id,
      String workspace,
      String project,
      @Nullable String history,
      @Nullable String from,
      String until,
      @Nullable Integer partition,
      @Nullable Long offset,
      @Nullable String item,
      @Nullable String type,
      @Nullable String filter,
      String into,
      int rate,
      String who,
      String why,
      String started,
      String phase,
      String changed,
      String text,
      long sent,
      long already,
      long refused,
      String firstRefusal,
      Map<String, Long> items) {

    static JobJson of(Job job) {
      Selection chosen = job.selection();
      return new JobJson(
          job.id(),
          chosen.workspace(),
          chosen.project(),
          chosen.history(),
          chosen.from() == null ? null : chosen.from().toString(),
          chosen.until().toString(),
          chosen.partition(),
          chosen.offset(),
          chosen.item(),
          chosen.type(),
          chosen.filter(),
          job.into().name(),
          job.rate(),
          job.who(),
          job.why(),
          job.started().toString(),
          job.phase().name(),
          job.changed().toString(),
          job.text(),
          job.tally().sent(),
          job.tally().already(),
          job.tally().refused(),
          job.tally().firstRefusal(),
          job.tally().items());
    }
  }

  /** A request that cannot be understood; the text says why. */
  private static final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
      super(message);
    }
  }

  Route routes() {
    return pathPrefix(
        "replays",
        () ->
            attribute(
                Access.KEY,
                access ->
                    concat(
                        pathEnd(
                            () ->
                                concat(
                                    get(() -> list(access)),
                                    post(() -> body(access, each -> begin(access, each))))),
                        path("plan", () -> post(() -> body(access, this::plan))),
                        pathPrefix(PathMatchers.segment(), id -> one(access, id)))));
  }

  private Route one(Access access, String id) {
    return onSuccess(
        replays.jobs(),
        jobs ->
            jobs.stream()
                .filter(job -> job.id().equals(id))
                .filter(job -> access.allows(job.selection().workspace()))
                .findFirst()
                .map(job -> access.enter(job.selection().workspace(), () -> one(job)))
                .orElseGet(
                    () ->
                        complete(
                            Json.problem(
                                404, "no-replay", "No replay", "there is none of that id"))));
  }

  private Route one(Job job) {
    String id = job.id();
    return concat(
        pathEnd(() -> get(() -> complete(Json.answer(200, JobJson.of(job))))),
        path("records", () -> get(() -> records(id))),
        path("pause", () -> post(() -> change(id, Job.Phase.PAUSED))),
        path("resume", () -> post(() -> change(id, Job.Phase.RUNNING))),
        path("cancel", () -> post(() -> change(id, Job.Phase.CANCELLED))));
  }

  private Route body(Access access, Function<JsonNode, CompletionStage<HttpResponse>> then) {
    return entity(
        Unmarshaller.entityToString(),
        text -> {
          JsonNode request = Json.read(text);
          if (request == null || !request.isObject()) {
            return complete(
                Json.problem(400, "bad-request", "Not understood", "send a JSON object"));
          }
          String workspace = request.path("workspace").asText();
          return workspace.isEmpty()
              ? answer(() -> then.apply(request))
              : access.enter(workspace, () -> answer(() -> then.apply(request)));
        });
  }

  private Route answer(Supplier<CompletionStage<HttpResponse>> response) {
    try {
      return onSuccess(
          response
              .get()
              .exceptionally(
                  failure -> {
                    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                    if (cause instanceof Replays.RefusedException refused) {
                      return refused(refused);
                    }
                    throw new CompletionException(cause);
                  }),
          this::complete);
    } catch (Replays.RefusedException refused) {
      return complete(refused(refused));
    } catch (BadRequestException bad) {
      return complete(
          Json.problem(400, "bad-request", "Not understood", String.valueOf(bad.getMessage())));
    }
  }

  private static HttpResponse refused(Replays.RefusedException refused) {
    return Json.problem(
        409, "replay-refused", "Not possible", String.valueOf(refused.getMessage()));
  }

  private CompletionStage<HttpResponse> plan(JsonNode request) {
    LOG.info("a replay is planned in {}", request.path("project").asText());
    return replays.plan(selection(request)).thenApply(ReplayRoutes::shown);
  }

  private static HttpResponse shown(ReplayPlan plan) {
    return Json.answer(200, plan);
  }

  private CompletionStage<HttpResponse> begin(Access access, JsonNode request) {
    String said = request.path("who").asText();
    String who = said.isBlank() ? said : access.who(said);
    String why = request.path("why").asText();
    if (who.isBlank() || why.isBlank() || who.length() > MOST_WORDS || why.length() > MOST_WORDS) {
      throw new BadRequestException(
          "who and why must be said, in at most " + MOST_WORDS + " characters each");
    }
    Job.Into into;
    try {
      into = Job.Into.valueOf(request.path("into").asText("").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException neither) {
      throw new BadRequestException("into is live or sandbox");
    }
    return replays
        .begin(selection(request), into, request.path("rate").asInt(USUAL_RATE), who, why)
        .thenApply(
            job -> {
              LOG.info("replay {} begins in {}", job.id(), job.selection().project());
              return Json.answer(201, JobJson.of(job));
            });
  }

  private Selection selection(JsonNode request) {
    String workspace = request.path("workspace").asText();
    String project = request.path("project").asText();
    if (workspace.isEmpty() || project.isEmpty()) {
      throw new BadRequestException("say workspace and project");
    }
    Instant until = time(request, "until");
    return new Selection(
        workspace,
        project,
        text(request, "history"),
        time(request, "from"),
        until == null ? clock.instant() : until,
        request.hasNonNull("partition") ? request.path("partition").asInt() : null,
        request.hasNonNull("offset") ? request.path("offset").asLong() : null,
        text(request, "item"),
        text(request, "type"),
        text(request, "filter"));
  }

  private static @Nullable String text(JsonNode request, String name) {
    return request.hasNonNull(name) ? request.path(name).asText() : null;
  }

  private static @Nullable Instant time(JsonNode request, String name) {
    try {
      return request.hasNonNull(name) ? Instant.parse(request.path(name).asText()) : null;
    } catch (DateTimeParseException wrong) {
      throw new BadRequestException(name + " is a time such as 2026-03-01T10:15:30Z");
    }
  }

  private Route list(Access access) {
    return answer(
        () ->
            replays
                .jobs()
                .thenApply(
                    jobs ->
                        Json.answer(
                            200,
                            Map.of(
                                "replays",
                                jobs.stream()
                                    .filter(job -> access.allows(job.selection().workspace()))
                                    .map(JobJson::of)
                                    .toList()))));
  }

  /** What the sandbox recorded, one JSON object a line. */
  private Route records(String id) {
    LOG.info("the records of replay {} read", id);
    return complete(
        HttpResponse.create()
            .withEntity(
                HttpEntities.createChunked(
                    NDJSON,
                    replays
                        .recorded(id)
                        .map(each -> ByteString.fromArray(Json.line(each)))
                        .mapMaterializedValue(any -> NotUsed.getInstance()))));
  }

  private Route change(String id, Job.Phase to) {
    LOG.info("replay {} is to be {}", id, to);
    return answer(() -> replays.change(id, to).thenApply(job -> Json.answer(200, JobJson.of(job))));
  }
}
