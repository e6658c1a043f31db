package io.hie.protocols.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.Intake.Acceptance;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * What a sender is told: JSON, and for what went wrong a problem document (RFC 9457). Nothing of
 * what it sent is in it.
 */
final class Answers {
  private static final ContentType.NonBinary PROBLEM =
      MediaTypes.customWithFixedCharset(
              "application", "problem+json", HttpCharsets.UTF_8, Map.of(), false)
          .toContentType();

  /** After how many seconds a sender may try again. */
  private static final String RETRY_AFTER = "5";

  /** A quota is seldom raised within a minute. */
  private static final String OVER_QUOTA_RETRY_AFTER = "60";

  /** HIE's id of the message, where the body is somebody else's. */
  private static final String MESSAGE_ID = "X-HIE-Message-Id";

  private Answers() {}

  static HttpResponse stored(String messageId) {
    return message(201, messageId);
  }

  static HttpResponse repeated(String messageId) {
    return message(200, messageId);
  }

  private static HttpResponse message(int status, String messageId) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("messageId", messageId);
    body.put("repeated", status == 200);
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body.toString()));
  }

  /**
   * What a receiver answered, as it came; without a status of its own it is a success. An answer of
   * HL7 v2 that is none says so in its bytes.
   */
  static HttpResponse passedOn(String messageId, Answer answer) {
    ContentType type;
    try {
      type = ContentTypes.parse(answer.contentType());
    } catch (RuntimeException none) {
      type = ContentTypes.APPLICATION_OCTET_STREAM;
    }
    HttpResponse response =
        HttpResponse.create()
            .withStatus(
                answer.status() == 0
                    ? StatusCodes.OK
                    : StatusCodes.lookup(answer.status()).orElse(StatusCodes.BAD_GATEWAY))
            .addHeader(RawHeader.create(MESSAGE_ID, messageId));
    return response.status().allowsEntity()
        ? response.withEntity(HttpEntities.create(type, answer.body().toByteArray()))
        : response;
  }

  /**
   * Stored, and no answer for the sender.
   *
   * @param text without patient data
   */
  static HttpResponse unanswered(String messageId, String code, String text) {
    int status = code.equals(Acceptance.Unanswered.LATE) ? 504 : 502;
    return problem(status, code, "the message is stored; " + text)
        .addHeader(RawHeader.create(MESSAGE_ID, messageId));
  }

  static HttpResponse unreadable(String code, String detail) {
    return problem(400, code, detail);
  }

  static HttpResponse otherPath(String path) {
    return problem(404, "other-path", "messages are posted to " + path);
  }

  static HttpResponse otherMethod() {
    return problem(405, "other-method", "messages are sent with POST")
        .addHeader(RawHeader.create("Allow", "POST"));
  }

  static HttpResponse otherContentType(List<String> taken) {
    String all = String.join(", ", taken);
    return problem(415, "other-content-type", "the Content-Type is none of " + all)
        .addHeader(RawHeader.create("Accept-Post", all));
  }

  static HttpResponse tooLarge(int maxMessageBytes) {
    return closing(
        problem(413, "too-large", "the largest message taken has " + maxMessageBytes + " bytes"));
  }

  static HttpResponse tooSlow() {
    return closing(problem(408, "too-slow", "the message did not arrive in time"));
  }

  /**
   * @param detail without patient data
   */
  static HttpResponse later(String code, String detail) {
    return problem(503, code, detail).addHeader(RawHeader.create("Retry-After", RETRY_AFTER));
  }

  /** Not before somebody raises the quota, or tomorrow. */
  static HttpResponse overQuota(String detail) {
    return problem(429, "over-quota", detail)
        .addHeader(RawHeader.create("Retry-After", OVER_QUOTA_RETRY_AFTER));
  }

  static HttpResponse failed() {
    return problem(500, "internal-error", "HIE failed; the message is not stored, send it again");
  }

  /** The connection is of no more use: the rest of the message is still on it. */
  private static HttpResponse closing(HttpResponse response) {
    HttpHeader close = Connection.create("close");
    return response.addHeader(close);
  }

  private static HttpResponse problem(int status, String code, String detail) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", "/problems/" + code);
    body.put("title", StatusCodes.get(status).reason());
    body.put("status", status);
    body.put("detail", detail);
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(PROBLEM, body.toString()));
  }
}
