package io.hie.httpapi;

import java.time.Duration;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Complete;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.util.ByteString;

/** Has calls with an {@code Idempotency-Key} done once. */
final class RepeatedCalls extends AllDirectives {
  private static final Duration BODY = Duration.ofSeconds(30);

  private final Repeats repeats;

  RepeatedCalls(Repeats repeats) {
    this.repeats = repeats;
  }

  /** A request that was done under the same key gets the same answer. */
  Route route(Access access, HttpRequest request, Route inner) {
    String key = access.repeatable();
    if (key == null) {
      return inner;
    }
    return extractStrictEntity(
        BODY,
        LargeBodies.MOST_DOCUMENT,
        body -> {
          ByteString print =
              repeats.print(
                  request.method().value() + " " + request.getUri().getPathString(),
                  body.getData().toArrayUnsafe());
          return switch (repeats.take(key, print)) {
            case Repeats.Found.Done done -> complete(done.answer());
            case Repeats.Found.UnderWay underWay ->
                complete(
                    Json.problem(
                        409,
                        "under-way",
                        "It is under way",
                        "a request with this key is being done; ask again in a second"));
            case Repeats.Found.Other other ->
                complete(
                    Json.problem(
                        409,
                        "idempotency-key-used",
                        "The idempotency key was used",
                        "it came with another request; take a fresh key"));
            case Repeats.Found.Nothing nothing ->
                mapRouteResultFuture(
                    result ->
                        result.whenComplete(
                            (ended, failure) ->
                                repeats.ended(
                                    key,
                                    ended instanceof Complete complete
                                        ? complete.getResponse()
                                        : null)),
                    () -> inner);
          };
        });
  }
}
