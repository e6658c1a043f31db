package io.hie.httpapi;

import io.hie.configuration.Configuration;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Permission;
import io.hie.httpapi.access.Caller;
import io.hie.httpapi.access.Operation;
import io.hie.httpapi.access.Operations;
import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.Version;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.HttpChallenge;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.WWWAuthenticate;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.Pair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What every call to {@code /api/v1} passes. Denies by default: a call goes on if it is of an
 * operation in the table, its caller is known, and the operation is allowed to that caller.
 */
final class Gate extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger("hie.requests");
  static final String REQUEST_ID = "X-Request-Id";
  static final String REASON = "X-Reason";
  private static final int MOST_REASON = 500;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final Configuration configuration;
  private final Credentials credentials;
  private final Clock clock;
  private final LargeBodies bodies = new LargeBodies();
  private final RepeatedCalls repeated;

  Gate(Configuration configuration, Credentials credentials, Repeats repeats, Clock clock) {
    this.configuration = configuration;
    this.credentials = credentials;
    this.clock = clock;
    this.repeated = new RepeatedCalls(repeats);
  }

  /** Lets a call through to the routes, with its {@link Access} as an attribute. */
  Route guard(Route routes) {
    return extractRequest(
        request -> {
          String id =
              header(request, REQUEST_ID)
                  .filter(text -> ID.matcher(text).matches())
                  .orElseGet(() -> UUID.randomUUID().toString());
          return respondWithHeader(
              RawHeader.create(REQUEST_ID, id),
              () ->
                  handleRejections(
                      Problems.rejections(),
                      () ->
                          handleExceptions(
                              Problems.exceptions(id), () -> guard(request, id, routes))));
        });
  }

  /** Changes and reads of patient data stand in the log, under the id of the request. */
  private Route noted(Operation operation, Caller caller, String id, Route inner) {
    boolean plain = operation.method().equals("GET") && operation.audit() == Operation.Audit.NONE;
    return mapResponse(
        response -> {
          LOG.atLevel(plain ? Level.DEBUG : Level.INFO)
              .log(
                  "request {}: {} by {}: {}",
                  id,
                  operation.id(), // a path may hold an NHS number where none belongs
                  caller.who().isEmpty() ? "nobody" : caller.who(),
                  response.status().intValue());
          return response;
        },
        () -> inner);
  }

  private Route guard(HttpRequest request, String id, Route routes) {
    Caller caller = credentials.of(request);
    List<String> segments = segments(request);
    Optional<Operations.Found> found = Operations.find(request.method().value(), segments);
    boolean open =
        found.filter(each -> each.operation().who() == Operation.Who.ANYBODY).isPresent();
    if (caller instanceof Caller.Nobody && !open) {
      return complete(unauthorized());
    }
    if (found.isEmpty()) {
      return complete(noSuch(request, segments));
    }
    if (!credentials.isMeant(request, caller)) {
      return complete(
          Json.problem(
              403,
              "csrf",
              "Not sent by a page of ours",
              "with a cookie, send the value of the cookie hie_csrf in the header X-CSRF-Token"));
    }
    String reason = reason(request);
    if (reason.length() > MOST_REASON) {
      return complete(
          Json.problem(
              400,
              "bad-reason",
              "Too long a reason",
              "a reason or comment has at most " + MOST_REASON + " characters"));
    }
    String key = header(request, "Idempotency-Key").orElse(null);
    if (key != null && !ID.matcher(key).matches()) {
      return complete(
          Json.problem(
              400,
              "bad-idempotency-key",
              "Not an idempotency key",
              "Idempotency-Key has 1 to 64 letters, digits and . _ -"));
    }
    Operation operation = found.get().operation();
    Contract contract = Contracts.of(operation.id());
    if (bodies.isTooLarge(request, contract)) {
      return bodies.refuse(request);
    }
    List<Json.BadParameter> faults =
        QueryCheck.faults(
            request.getUri().query().toList().stream().map(Gate::entry).toList(), contract.query());
    if (!faults.isEmpty()) {
      return complete(Json.badQuery(faults));
    }
    Optional<String> match = header(request, "If-Match").map(tag -> tag.strip().replace("\"", ""));
    if (contract.version() != Version.NONE
        && match.isPresent()
        && !match.get().matches("\\*|\\d{1,18}")) {
      return complete(
          Json.problem(400, "bad-version", "Not a version", "If-Match is an ETag of ours, or *"));
    }
    Access access =
        new Access(
            configuration,
            clock,
            caller,
            operation,
            new Access.Call(
                from(request),
                reason,
                id,
                key,
                match.filter(tag -> !tag.equals("*")).map(Gate::number).orElse(null),
                "/" + String.join("/", segments)));
    Route inner = mapRequest(each -> each.addAttribute(Access.KEY, access), () -> routes);
    Route versioned =
        contract.version() == Version.REQUIRED && match.isEmpty()
            ? complete(versionRequired())
            : contract.creates() ? repeated.route(access, request, inner) : inner;
    return noted(
        operation, caller, id, enter(operation, access, found.get().path(), request, versioned));
  }

  private static HttpResponse versionRequired() {
    return Json.problem(
        428,
        "if-match-required",
        "Which version?",
        "send the ETag of what you have seen as If-Match, so that no change of another is lost; *"
            + " if you mean any");
  }

  private static Long number(String digits) {
    return Long.valueOf(digits);
  }

  private static Map.Entry<String, String> entry(Pair<String, String> pair) {
    return Map.entry(pair.first(), pair.second());
  }

  private Route enter(
      Operation operation,
      Access access,
      Map<String, String> path,
      HttpRequest request,
      Route inner) {
    Permission need = operation.need();
    if (operation.who() != Operation.Who.PERMITTED || need == null) {
      return inner;
    }
    return switch (operation.where()) {
      case NONE -> access.enter(Grant.EVERYWHERE, () -> inner);
      case PATH -> access.enter(path.get("workspace"), () -> inner);
      case QUERY ->
          request
              .getUri()
              .query()
              .get("workspace")
              .map(workspace -> access.enter(workspace, () -> inner))
              .orElseGet(
                  () ->
                      complete(
                          Json.problem(
                              400,
                              "which-workspace",
                              "Which workspace?",
                              "say ?workspace=NAME, and project or item to narrow it")));
      // The route asks again when it knows the workspace; who has none of it goes no further.
      case CONTENT, FILTERED ->
          access.caller().maySomewhere(need) ? inner : complete(access.forbidden(Grant.EVERYWHERE));
    };
  }

  private static List<String> segments(HttpRequest request) {
    List<String> segments = new ArrayList<>();
    StreamSupport.stream(request.getUri().pathSegments().spliterator(), false)
        .skip(2)
        .forEach(segments::add);
    if (request.getUri().path().endsWith("/")) {
      segments.add("");
    }
    return segments;
  }

  private static HttpResponse noSuch(HttpRequest request, List<String> segments) {
    List<String> methods = Operations.methods(segments);
    return methods.isEmpty()
        ? Json.problem(
            404,
            "no-such-resource",
            "Nothing is here",
            "the API has no such path; docs/manager-api.md lists those that it has")
        : Json.problem(
                405,
                "method-not-allowed",
                "Not this method",
                request.method().value()
                    + " cannot be done here, but "
                    + String.join(", ", methods))
            .addHeader(RawHeader.create("Allow", String.join(", ", methods)));
  }

  private static HttpResponse unauthorized() {
    return Json.problem(
            401,
            "unauthorized",
            "Unauthorized",
            "send a token as 'Authorization: Bearer TOKEN'; hie reads it from HIE_TOKEN, or log in"
                + " with hie login")
        .addHeader(WWWAuthenticate.create(HttpChallenge.create("Bearer", "hie")));
  }

  private static String reason(HttpRequest request) {
    return header(request, REASON)
        .or(() -> request.getUri().query().get("reason"))
        .or(() -> request.getUri().query().get("comment"))
        .map(String::strip)
        .orElse("");
  }

  private static String from(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(address -> address.getAddress())
        .map(address -> address.getHostAddress())
        .orElse("");
  }

  static Optional<String> header(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }
}
