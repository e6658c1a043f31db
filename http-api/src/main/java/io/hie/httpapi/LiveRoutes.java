package io.hie.httpapi;

import io.hie.configuration.directory.Permission;
import io.hie.httpapi.live.Listener;
import io.hie.httpapi.live.LiveHub;
import io.hie.httpapi.live.LiveStream;
import io.hie.httpapi.live.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * {@code /api/v1/workspaces/W/events}: what happens in a workspace, as server-sent events. A stream
 * ends after a while, so that who comes again shows anew that they may; {@code Last-Event-ID} lets
 * them go on where they were.
 */
final class LiveRoutes extends AllDirectives {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final ByteString BEAT = ByteString.fromString(":\n\n");
  private static final ContentType EVENT_STREAM = MediaTypes.TEXT_EVENT_STREAM.toContentType();

  private final ActorSystem<?> system;
  private final LiveHub hub;
  private final LiveWatch watch;

  LiveRoutes(ActorSystem<?> system, LiveHub hub, LiveWatch watch) {
    this.system = system;
    this.hub = hub;
    this.watch = watch;
  }

  Route routes() {
    return pathPrefix(
        "workspaces",
        () ->
            path(
                PathMatchers.segment().slash("events"),
                workspace ->
                    get(
                        () ->
                            attribute(
                                Access.KEY,
                                access ->
                                    parameterMap(
                                        query ->
                                            optionalHeaderValueByName(
                                                "Last-Event-ID",
                                                last ->
                                                    complete(
                                                        stream(
                                                            access, workspace, query, last))))))));
  }

  private HttpResponse stream(
      Access access, String workspace, Map<String, String> query, Optional<String> last) {
    EnumSet<Topic> topics = EnumSet.noneOf(Topic.class);
    String asked = query.get("topics");
    for (String word : asked == null ? new String[0] : asked.split(",", -1)) {
      Optional<Topic> topic =
          Arrays.stream(Topic.values())
              .filter(each -> each.word().equals(word.strip().toLowerCase(Locale.ROOT)))
              .findFirst();
      if (topic.isEmpty()) {
        return Json.badQuery(
            List.of(
                new Json.BadParameter(
                    "topics",
                    "is a list, with commas, of "
                        + Arrays.stream(Topic.values())
                            .map(Topic::word)
                            .collect(Collectors.joining(", ")))));
      }
      topics.add(topic.get());
    }
    boolean administers = access.caller().may(Permission.ADMINISTER, workspace);
    if (asked == null) {
      topics =
          administers ? EnumSet.allOf(Topic.class) : EnumSet.complementOf(EnumSet.of(Topic.AUDIT));
    }
    if (topics.contains(Topic.AUDIT) && !administers) {
      return Json.problem(
          403,
          "forbidden",
          "Not allowed",
          access.caller().who()
              + " may not read the audit trail of the workspace "
              + workspace
              + "; leave audit out of topics, or get "
              + Needs.roles(Permission.ADMINISTER));
    }
    String after = last.orElse(query.get("after"));
    Optional<Listener> listener = hub.listen(workspace, topics, access.caller().who(), after);
    if (listener.isEmpty()) {
      return Json.problem(
              429,
              "too-many-streams",
              "Too many streams",
              "a node has at most "
                  + LiveHub.MOST_LISTENERS
                  + " streams of events, and one caller "
                  + LiveHub.MOST_OF_ONE
                  + "; close those that are not looked at")
          .addHeader(RawHeader.create("Retry-After", "30"));
    }
    watch.wake();
    Listener begun = listener.get();
    // A listener settles when all sources of events are known, the audit trail among them.
    CompletionStage<Runnable> others =
        watch
            .catchUp(begun, workspace)
            .thenApply(caughtUp -> LiveStream.begin(system, begun, after != null));
    return answer(begun, others);
  }

  private static void close(Listener listener, CompletionStage<Runnable> others) {
    listener.close();
    others.thenAccept(Runnable::run);
  }

  private static HttpResponse answer(Listener listener, CompletionStage<Runnable> others) {
    Source<ByteString, NotUsed> events =
        Source.<Listener, ByteString>unfoldAsync(
                listener,
                each ->
                    each.take()
                        .thenApply(
                            frames ->
                                Optional.of(
                                    Pair.create(
                                        each,
                                        frames.stream()
                                            .map(ByteString::fromArray)
                                            .reduce(
                                                ByteString.emptyByteString(),
                                                ByteString::concat)))))
            .takeWithin(LONGEST)
            .keepAlive(HEARTBEAT, () -> BEAT)
            // So that the client sees at once that it is connected.
            .prepend(Source.single(ByteString.fromString("retry: 2000\n\n")))
            .watchTermination(
                (mat, done) -> {
                  done.whenComplete((end, failure) -> close(listener, others));
                  return NotUsed.getInstance();
                });
    return HttpResponse.create()
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        .addHeader(RawHeader.create("X-Accel-Buffering", "no"))
        .withEntity(HttpEntities.createChunked(EVENT_STREAM, events));
  }
}
