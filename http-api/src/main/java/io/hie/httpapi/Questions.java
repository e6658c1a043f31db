package io.hie.httpapi;

import io.hie.httpapi.access.Operation;
import io.hie.httpapi.access.Operations;
import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.japi.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests apart and checks how they ask. What is asked for again and again in the same words
 * is taken apart once: nothing of the caller is in it. Safe from any thread.
 */
final class Questions {
  private static final String REASON = "X-Reason";
  private static final String KEY = "Idempotency-Key";
  private static final String MATCH = "If-Match";
  private static final Set<String> OF_THE_QUESTION =
      Set.of("x-reason", "idempotency-key", "if-match");
  private static final int MOST_REASON = 500;
  private static final int MOST_KNOWN = 256;

  private final Map<String, Question> known = new ConcurrentHashMap<>();

  Question of(HttpRequest request) {
    if (!request.method().equals(HttpMethods.GET) || saysMore(request)) {
      return read(request);
    }
    Uri uri = request.getUri();
    String words = uri.getPathString() + uri.rawQueryString().map(each -> "?" + each).orElse("");
    Question before = known.get(words);
    if (before != null) {
      return before;
    }
    Question question = read(request);
    if (isAskedByMany(question)) {
      if (known.size() >= MOST_KNOWN) {
        known.clear();
      }
      known.put(words, question);
    }
    return question;
  }

  private static boolean saysMore(HttpRequest request) {
    for (HttpHeader each : request.getHeaders()) {
      if (OF_THE_QUESTION.contains(each.lowercaseName())) {
        return true;
      }
    }
    return false;
  }

  /** Not what names something: there is no end of those. */
  private static boolean isAskedByMany(Question question) {
    Operations.Found found = question.found();
    return found != null
        && question.fault() == null
        && question.reason().isEmpty()
        && found.operation().where() == Operation.Where.FILTERED
        && found.operation().names().isEmpty();
  }

  private static Question read(HttpRequest request) {
    Uri uri = request.getUri();
    Optional<Operations.Found> there = Operations.find(request.method().value(), segments(uri));
    if (there.isEmpty()) {
      return Question.none();
    }
    Operations.Found found = there.get();
    Contract contract = Contracts.of(found.operation().id());
    String reason = reason(request);
    String key = Gate.header(request, KEY).orElse(null);
    Optional<String> match = Gate.header(request, MATCH).map(tag -> tag.strip().replace("\"", ""));
    HttpResponse fault = fault(found, reason, key);
    if (fault == null) {
      fault = fault(uri, contract, match);
    }
    return fault != null
        ? Question.wrong(found, fault)
        : new Question(
            found,
            null,
            reason,
            key,
            match.filter(tag -> !tag.equals("*")).map(Questions::number).orElse(null),
            contract.version() == Version.REQUIRED && match.isEmpty(),
            Loggable.path(found.operation(), found.path()));
  }

  private static @Nullable HttpResponse fault(
      Operations.Found found, String reason, @Nullable String key) {
    if (found.path().entrySet().stream()
        .anyMatch(each -> Loggable.isPatients(each.getKey(), each.getValue()))) {
      return patientNumber(
          "a path holds names and ids, and what a path holds is written down; POST"
              + " /histories/lookup tells the id of the history of an NHS number");
    }
    if (TypedNumber.isIn(reason)) {
      return patientNumber(
          "a reason or comment is kept in the audit trail, and holds an NHS number; say it"
              + " without, or with the id of the history");
    }
    if (reason.length() > MOST_REASON) {
      return Json.problem(
          400,
          "bad-reason",
          "Too long a reason",
          "a reason or comment has at most " + MOST_REASON + " characters");
    }
    if (key != null && !Gate.ID.matcher(key).matches()) {
      return Json.problem(
          400,
          "bad-idempotency-key",
          "Not an idempotency key",
          "Idempotency-Key has 1 to 64 letters, digits and . _ -");
    }
    return key != null && TypedNumber.isWordOf(key)
        ? patientNumber("Idempotency-Key is kept, and is an NHS number; take a random one")
        : null;
  }

  private static @Nullable HttpResponse fault(Uri uri, Contract contract, Optional<String> match) {
    List<Json.BadParameter> faults =
        QueryCheck.faults(
            uri.query().toList().stream().map(Questions::entry).toList(), contract.query());
    if (!faults.isEmpty()) {
      return Json.badQuery(faults);
    }
    return contract.version() != Version.NONE
            && match.isPresent()
            && !match.get().matches("\\*|\\d{1,18}")
        ? Json.problem(400, "bad-version", "Not a version", "If-Match is an ETag of ours, or *")
        : null;
  }

  private static HttpResponse patientNumber(String detail) {
    return Json.problem(400, "patient-number", "A patient's number where none belongs", detail);
  }

  private static String reason(HttpRequest request) {
    return Gate.header(request, REASON)
        .or(() -> request.getUri().query().get("reason"))
        .or(() -> request.getUri().query().get("comment"))
        .map(String::strip)
        .orElse("");
  }

  /** What follows {@code /api/v1}, decoded. */
  static List<String> segments(Uri uri) {
    List<String> segments = new ArrayList<>();
    uri.pathSegments().forEach(segments::add);
    segments.subList(0, Math.min(2, segments.size())).clear();
    if (uri.path().endsWith("/")) {
      segments.add("");
    }
    return segments;
  }

  private static Long number(String digits) {
    return Long.valueOf(digits);
  }

  private static Map.Entry<String, String> entry(Pair<String, String> pair) {
    return Map.entry(pair.first(), pair.second());
  }
}
