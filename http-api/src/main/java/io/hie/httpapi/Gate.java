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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Uri;
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
  private final Runnable changed;

  /**
   * @param changed called when a call that may have changed something was answered
   */
  Gate(
      Configuration configuration,
      Credentials credentials,
      Repeats repeats,
      Clock clock,
      Runnable changed) {
    this.changed = changed;
    this.configuration = configuration;
    this.credentials = credentials;
    this.clock = clock;
    this.repeated = new RepeatedCalls(repeats);
  }

  /** What a call may be. */
  private sealed interface Verdict {}

  /** It goes no further. */
  private record Refused(HttpResponse answer) implements Verdict {}

  /** Its body is larger than is taken. */
  private record TooLarge() implements Verdict {}

  /**
   * It is let in, if its operation is allowed in its workspace.
   *
   * @param blind whether it would have to say which version it has seen, and does not
   */
  private record LetIn(
      Operation operation,
      Access access,
      Map<String, String> path,
      Contract contract,
      boolean blind)
      implements Verdict {}

  /** The id that a request has, or is given. */
  static String idOf(HttpRequest request) {
    return header(request, REQUEST_ID)
        .filter(text -> ID.matcher(text).matches())
        .orElseGet(Gate::freshId);
  }

  /** No secret, and so no work for a source of secrets. */
  private static String freshId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /** Lets a call through to the routes, with its {@link Access} as an attribute. */
  Route guard(Route routes) {
    return extractRequest(
        request -> {
          String id = idOf(request);
          return mapResponse(
              response -> {
                if (!request.method().equals(HttpMethods.GET)) {
                  changed.run();
                }
                return response.addHeader(RawHeader.create(REQUEST_ID, id));
              },
              () ->
                  handleRejections(
                      Problems.rejections(),
                      () ->
                          handleExceptions(
                              Problems.exceptions(id), () -> guard(request, id, routes))));
        });
  }

  /**
   * Has a read answered without routes, if its operation shows what is of the caller's workspaces
   * and is not written down.
   *
   * @return the answer, which may be a refusal; empty if it is for the routes to answer
   */
  Optional<CompletionStage<HttpResponse>> admitted(
      HttpRequest request, String id, Function<Access, CompletionStage<HttpResponse>> read) {
    return switch (judge(request, id)) {
      case Refused refused -> Optional.of(CompletableFuture.completedFuture(refused.answer()));
      case TooLarge tooLarge -> Optional.empty();
      case LetIn in -> {
        Operation operation = in.operation();
        if (operation.where() != Operation.Where.FILTERED
            || operation.audit() != Operation.Audit.NONE) {
          yield Optional.empty();
        }
        CompletionStage<HttpResponse> answer =
            maySomewhere(in)
                ? read.apply(in.access())
                : CompletableFuture.completedFuture(in.access().forbidden(Grant.EVERYWHERE));
        yield Optional.of(
            answer.thenApply(
                response -> {
                  note(operation, in.access().caller(), id, response);
                  return response;
                }));
      }
    };
  }

  private static boolean maySomewhere(LetIn in) {
    Permission need = in.operation().need();
    return need == null || in.access().caller().maySomewhere(need);
  }

  /** Changes and reads of patient data stand in the log, under the id of the request. */
  private static void note(Operation operation, Caller caller, String id, HttpResponse response) {
    boolean plain = operation.method().equals("GET") && operation.audit() == Operation.Audit.NONE;
    LOG.atLevel(plain ? Level.DEBUG : Level.INFO)
        .log(
            "request {}: {} by {}: {}",
            id,
            operation.id(), // a path may hold an NHS number where none belongs
            caller.who().isEmpty() ? "nobody" : caller.who(),
            response.status().intValue());
  }

  private Route guard(HttpRequest request, String id, Route routes) {
    return switch (judge(request, id)) {
      case Refused refused -> complete(refused.answer());
      case TooLarge tooLarge -> bodies.refuse(request);
      case LetIn in -> {
        Access access = in.access();
        Route inner = mapRequest(each -> each.addAttribute(Access.KEY, access), () -> routes);
        Route versioned =
            in.blind()
                ? complete(versionRequired())
                : in.contract().creates() ? repeated.route(access, request, inner) : inner;
        yield mapResponse(
            response -> {
              note(in.operation(), access.caller(), id, response);
              return response;
            },
            () -> bodies.unasked(request, in.contract(), enter(in, request, versioned)));
      }
    };
  }

  private Verdict judge(HttpRequest request, String id) {
    Caller caller = credentials.of(request);
    Uri uri = request.getUri();
    List<String> segments = segments(uri);
    Optional<Operations.Found> found = Operations.find(request.method().value(), segments);
    boolean open =
        found.filter(each -> each.operation().who() == Operation.Who.ANYBODY).isPresent();
    if (caller instanceof Caller.Nobody && !open) {
      return new Refused(unauthorized());
    }
    if (found.isEmpty()) {
      return new Refused(noSuch(request, segments));
    }
    if (!credentials.isMeant(request, caller)) {
      return new Refused(
          Json.problem(
              403,
              "csrf",
              "Not sent by a page of ours",
              "with a cookie, send the value of the cookie hie_csrf in the header X-CSRF-Token"));
    }
    String reason = reason(request);
    if (reason.length() > MOST_REASON) {
      return new Refused(
          Json.problem(
              400,
              "bad-reason",
              "Too long a reason",
              "a reason or comment has at most " + MOST_REASON + " characters"));
    }
    String key = header(request, "Idempotency-Key").orElse(null);
    if (key != null && !ID.matcher(key).matches()) {
      return new Refused(
          Json.problem(
              400,
              "bad-idempotency-key",
              "Not an idempotency key",
              "Idempotency-Key has 1 to 64 letters, digits and . _ -"));
    }
    Operation operation = found.get().operation();
    Contract contract = Contracts.of(operation.id());
    if (bodies.isTooLarge(request, contract)) {
      return new TooLarge();
    }
    List<Json.BadParameter> faults =
        QueryCheck.faults(
            uri.query().toList().stream().map(Gate::entry).toList(), contract.query());
    if (!faults.isEmpty()) {
      return new Refused(Json.badQuery(faults));
    }
    Optional<String> match = header(request, "If-Match").map(tag -> tag.strip().replace("\"", ""));
    if (contract.version() != Version.NONE
        && match.isPresent()
        && !match.get().matches("\\*|\\d{1,18}")) {
      return new Refused(
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
    return new LetIn(
        operation,
        access,
        found.get().path(),
        contract,
        contract.version() == Version.REQUIRED && match.isEmpty());
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

  private Route enter(LetIn in, HttpRequest request, Route inner) {
    Operation operation = in.operation();
    Access access = in.access();
    if (operation.who() != Operation.Who.PERMITTED || operation.need() == null) {
      return inner;
    }
    return switch (operation.where()) {
      case NONE -> access.enter(Grant.EVERYWHERE, () -> inner);
      case PATH -> access.enter(in.path().get("workspace"), () -> inner);
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
          maySomewhere(in) ? inner : complete(access.forbidden(Grant.EVERYWHERE));
    };
  }

  private static List<String> segments(Uri uri) {
    List<String> segments = new ArrayList<>();
    uri.pathSegments().forEach(segments::add);
    segments.subList(0, Math.min(2, segments.size())).clear();
    if (uri.path().endsWith("/")) {
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
