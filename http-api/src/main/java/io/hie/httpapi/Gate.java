package io.hie.httpapi;

import io.hie.configuration.Configuration;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Permission;
import io.hie.httpapi.access.Caller;
import io.hie.httpapi.access.Operation;
import io.hie.httpapi.access.Operations;
import io.hie.httpapi.openapi.Contract;
import java.time.Clock;
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
import org.apache.pekko.http.javadsl.model.headers.HttpChallenge;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.WWWAuthenticate;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
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
  static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final Configuration configuration;
  private final Credentials credentials;
  private final Clock clock;
  private final LargeBodies bodies = new LargeBodies();
  private final RepeatedCalls repeated;
  private final Questions questions = new Questions();
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
        .filter(text -> ID.matcher(text).matches() && !TypedNumber.isWordOf(text))
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
    Question question = questions.of(request);
    Operations.Found found = question.found();
    boolean open = found != null && found.operation().who() == Operation.Who.ANYBODY;
    if (caller instanceof Caller.Nobody && !open) {
      return new Refused(unauthorized());
    }
    if (found == null) {
      return new Refused(noSuch(request));
    }
    if (!credentials.isMeant(request, caller)) {
      return new Refused(
          Json.problem(
              403,
              "csrf",
              "Not sent by a page of ours",
              "with a cookie, send the value of the cookie hie_csrf in the header X-CSRF-Token"));
    }
    Operation operation = found.operation();
    Contract contract = Contracts.of(operation.id());
    HttpResponse fault = question.fault();
    if (fault != null) {
      return new Refused(fault);
    }
    if (bodies.isTooLarge(request, contract)) {
      return new TooLarge();
    }
    Access access =
        new Access(
            configuration,
            clock,
            caller,
            operation,
            new Access.Call(
                from(request),
                question.reason(),
                id,
                question.key(),
                question.seen(),
                question.target()));
    return new LetIn(operation, access, found.path(), contract, question.blind());
  }

  private static HttpResponse versionRequired() {
    return Json.problem(
        428,
        "if-match-required",
        "Which version?",
        "send the ETag of what you have seen as If-Match, so that no change of another is lost; *"
            + " if you mean any");
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

  private static HttpResponse noSuch(HttpRequest request) {
    List<String> methods = Operations.methods(Questions.segments(request.getUri()));
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
