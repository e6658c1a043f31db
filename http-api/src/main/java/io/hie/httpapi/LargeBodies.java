package io.hie.httpapi;

import io.hie.httpapi.openapi.Contract;
import java.time.Duration;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.Sink;

/** Bodies that are larger than their operation takes. */
final class LargeBodies extends AllDirectives {
  /** Bytes of a production document. */
  static final long MOST_DOCUMENT = 10 << 20;

  private static final long MOST_DRAINED = 4 * MOST_DOCUMENT;
  private static final Duration DRAINING = Duration.ofSeconds(10);

  /** Whether a body says so; one that does not say its length is counted where it is read. */
  boolean isTooLarge(HttpRequest request, Contract contract) {
    return request.entity().getContentLengthOption().orElse(0) > most(contract);
  }

  private static long most(Contract contract) {
    return contract.body() instanceof Contract.Document
        ? MOST_DOCUMENT
        : HttpApi.MOST_REQUEST_BYTES;
  }

  /**
   * Reads a body that an operation does not take before it goes on: what is answered while a body
   * still comes ends the connection, and stands in the log with its whole address.
   */
  Route unasked(HttpRequest request, Contract contract, Route inner) {
    return contract.body() != null || request.entity().isStrict()
        ? inner
        : extractStrictEntity(DRAINING, HttpApi.MOST_REQUEST_BYTES, body -> inner);
  }

  /**
   * Reads on before it refuses, within bounds: a connection that is closed while its caller still
   * writes is reset, and the caller never sees why.
   */
  Route refuse(HttpRequest request) {
    if (request.entity().getContentLengthOption().orElse(0) > MOST_DRAINED) {
      return complete(Problems.tooLarge());
    }
    return extractMaterializer(
        materializer ->
            completeWithFuture(
                request
                    .entity()
                    .withoutSizeLimit()
                    .getDataBytes()
                    .completionTimeout(DRAINING)
                    .runWith(Sink.ignore(), materializer)
                    .handle((done, failure) -> Problems.tooLarge())));
  }
}
