package io.hie.httpapi;

import io.hie.httpapi.openapi.Contract.Shape;
import io.hie.httpapi.openapi.IsoTime;
import io.hie.sharding.replay.Job;
import io.hie.sharding.replay.ReplayPlan;
import io.hie.sharding.replay.Replays;
import io.hie.sharding.replay.Selection;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
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
  private static final String PLAN = "plan";
  private static final ContentType NDJSON =
      ContentTypes.create(
          MediaTypes.applicationWithOpenCharset("x-ndjson", "ndjson"), HttpCharsets.UTF_8);

  private final Replays replays;
  private final Clock clock;
  private final Pages pages = new Pages();

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
      @IsoTime @Nullable String from,
      @IsoTime String until,
      @Nullable Integer partition,
      @Nullable Long offset,
      @Nullable String item,
      @Nullable String type,
      @Nullable String filter,
      String into,
      int rate,
      String who,
      String why,
      @IsoTime String started,
      String phase,
      @IsoTime String changed,
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
                                    post(
                                        () ->
                                            body(
                                                access,
                                                ReplayContracts.BEGIN,
                                                each -> begin(access, each))))),
                        path(
                            PLAN, () -> post(() -> body(access, ReplayContracts.PLAN, this::plan))),
                        pathPrefix(PathMatchers.segment(), id -> one(access, id)))));
  }

  private Route one(Access access, String id) {
    if (id.equals(PLAN)) {
      return reject(); // what was wrong with that is told, not that there is no such replay
    }
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

  /** The workspace stands in the body, so it is read before anybody is let in, and checked then. */
  private Route body(
      Access access, Shape shape, Function<Fields, CompletionStage<HttpResponse>> then) {
    return entity(
        Unmarshaller.entityToString(),
        text -> {
          Fields asked = Fields.of(text, shape);
          String workspace = asked.text("workspace");
          return workspace.isEmpty()
              ? answer(() -> then.apply(asked.check()))
              : access.enter(workspace, () -> answer(() -> then.apply(asked.check())));
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
    }
  }

  private static HttpResponse refused(Replays.RefusedException refused) {
    return Json.problem(
        409, "replay-refused", "Not possible", String.valueOf(refused.getMessage()));
  }

  private CompletionStage<HttpResponse> plan(Fields asked) {
    LOG.info("a replay is planned in {}", asked.text("project"));
    return replays.plan(selection(asked)).thenApply(ReplayRoutes::shown);
  }

  private static HttpResponse shown(ReplayPlan plan) {
    return Json.answer(200, plan);
  }

  private CompletionStage<HttpResponse> begin(Access access, Fields asked) {
    Long rate = asked.integer("rate");
    return replays
        .begin(
            selection(asked),
            Job.Into.valueOf(asked.text("into").toUpperCase(Locale.ROOT)),
            rate == null ? USUAL_RATE : rate.intValue(),
            access.who(asked.text("who")),
            asked.text("why"),
            access.repeatable())
        .thenApply(
            job -> {
              LOG.info("replay {} begins in {}", job.id(), job.selection().project());
              return Json.answer(201, JobJson.of(job))
                  .addHeader(RawHeader.create("Location", "/api/v1/replays/" + job.id()));
            });
  }

  private Selection selection(Fields asked) {
    Instant until = asked.time("until");
    Long partition = asked.integer("partition");
    return new Selection(
        asked.text("workspace"),
        asked.text("project"),
        asked.textOrNull("history"),
        asked.time("from"),
        until == null ? clock.instant() : until,
        partition == null ? null : partition.intValue(),
        asked.integer("offset"),
        asked.textOrNull("item"),
        asked.textOrNull("type"),
        asked.textOrNull("filter"));
  }

  private Route list(Access access) {
    return onSuccess(
        replays.jobs(),
        jobs ->
            pages.page(
                "replays",
                jobs.stream()
                    .filter(job -> access.allows(job.selection().workspace()))
                    .collect(Collectors.toMap(ReplayRoutes::cursor, Function.identity())),
                JobJson::of));
  }

  /** Sorts replays by when they began. */
  private static String cursor(Job job) {
    return String.format(Locale.ROOT, "%015d-%s", job.started().toEpochMilli(), job.id());
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
