package io.hie.httpapi;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.AcceptEncoding;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Reads that are made thousands of times a second. They pass the same {@link Gate}, but not the
 * tree of routes behind it, which costs several times as much as such an answer. Whoever wants the
 * answer compressed is left to the routes.
 */
final class DirectReads {
  private final Gate gate;
  private final Map<String, BiFunction<Access, HttpRequest, CompletionStage<HttpResponse>>> reads;

  /**
   * @param reads by their whole paths, which have no names in them
   */
  DirectReads(
      Gate gate,
      Map<String, BiFunction<Access, HttpRequest, CompletionStage<HttpResponse>>> reads) {
    this.gate = gate;
    this.reads = Map.copyOf(reads);
  }

  /** The answer, or nothing if the request is not one of these. */
  Optional<CompletionStage<HttpResponse>> answer(HttpRequest request) {
    if (!request.method().equals(HttpMethods.GET)
        || !request.entity().isStrict()
        || request.getHeader(AcceptEncoding.class).isPresent()) {
      return Optional.empty();
    }
    var read = reads.get(request.getUri().getPathString());
    if (read == null) {
      return Optional.empty();
    }
    String id = Gate.idOf(request);
    HttpHeader named = RawHeader.create(Gate.REQUEST_ID, id);
    Optional<CompletionStage<HttpResponse>> answered;
    try {
      answered = gate.admitted(request, id, access -> read.apply(access, request));
    } catch (RuntimeException unreadable) {
      return Optional.empty(); // the routes fail on it too, and say what has to be said
    }
    return answered.map(
        answer ->
            answer
                .exceptionally(
                    failure ->
                        Problems.of(
                            failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure,
                            id))
                .thenApply(each -> each.addHeader(named)));
  }
}
