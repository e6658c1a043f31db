package io.hie.httpapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hie.actormodel.production.Problem;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.jspecify.annotations.Nullable;

/** Answers in JSON. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();
  private static final ContentType PROBLEM =
      MediaTypes.customWithFixedCharset(
              "application", "problem+json", HttpCharsets.UTF_8, Map.of(), false)
          .toContentType();

  private Json() {}

  static HttpResponse answer(int status, Object body) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, write(body)));
  }

  /**
   * A problem by RFC 9457.
   *
   * @param type stable, relative to {@code /problems/}
   * @param detail what to do about it; no patient data
   */
  static HttpResponse problem(int status, String type, String title, String detail) {
    return problem(status, type, title, detail, List.of());
  }

  /**
   * Something that is wrong with a body.
   *
   * @param pointer a JSON pointer to it; empty for all of it
   */
  record Fault(String pointer, String detail) {}

  /** A problem with a body, with each fault and its place. */
  static HttpResponse badBody(List<Fault> faults) {
    return bad(
        "bad-request",
        "Not understood",
        faults.stream()
            .map(each -> (each.pointer().isEmpty() ? "" : each.pointer() + " ") + each.detail())
            .collect(Collectors.joining("; ")),
        faults);
  }

  /** A parameter of a query that is wrong. */
  record BadParameter(String parameter, String detail) {}

  /** A problem with a query, with each fault and its parameter. */
  static HttpResponse badQuery(List<BadParameter> faults) {
    return bad(
        "bad-query",
        "Not a query",
        faults.stream()
            .map(each -> each.parameter() + " " + each.detail())
            .collect(Collectors.joining("; ")),
        faults);
  }

  private static HttpResponse bad(String type, String title, String detail, List<?> faults) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "/problems/" + type);
    body.put("title", title);
    body.put("status", 400);
    body.put("detail", detail);
    body.put("errors", faults);
    return HttpResponse.create()
        .withStatus(400)
        .withEntity(HttpEntities.create(PROBLEM, write(body)));
  }

  /** A fault of a document. */
  record DocumentFault(String pointer, String severity, String detail, @Nullable String hint) {
    static DocumentFault of(Problem problem) {
      return new DocumentFault(
          problem.pointer(),
          problem.severity().name().toLowerCase(Locale.ROOT),
          problem.message(),
          problem.hint().isEmpty() ? null : problem.hint());
    }
  }

  /** The same with a list of all that is wrong with a document. */
  static HttpResponse problem(
      int status, String type, String title, String detail, List<Problem> problems) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "/problems/" + type);
    body.put("title", title);
    body.put("status", status);
    body.put("detail", detail);
    if (!problems.isEmpty()) {
      body.put("errors", problems.stream().map(DocumentFault::of).toList());
      body.put(
          "problems",
          problems.stream()
              .map(each -> each.severity().name().toLowerCase(Locale.ROOT) + ": " + each)
              .toList());
    }
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(PROBLEM, write(body)));
  }

  /** The tree, or null if it is not JSON. */
  static @Nullable JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }

  /** One line of a stream of objects. */
  static byte[] line(Object body) {
    byte[] json = write(body);
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  private static byte[] write(Object body) {
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("an answer could not be written as JSON", impossible);
    }
  }
}
