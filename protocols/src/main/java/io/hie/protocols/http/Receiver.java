package io.hie.protocols.http;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Intake.Submission;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.key.MessageKeys;
import io.hie.protocols.hl7.Hl7Submission;
import io.hie.protocols.hl7.NotHl7Exception;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests: receives a message, hands it over, and answers when its fate is known. Used by
 * many threads.
 */
final class Receiver {
  static final String SENDER = "X-HIE-Sender";
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** The longest value of {@link #SENDER} and {@link #IDEMPOTENCY_KEY}. */
  private static final int MAX_HEADER = 255;

  /** All messages together may take as much as so many of the largest. */
  private static final int LARGEST_AT_ONCE = 4;

  private final HttpServiceSettings settings;
  private final ItemContext context;
  private final List<String> taken;
  private final BodyBudget budget;
  private final Gate gate;
  private final AtomicInteger underWay = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean paused;
  private volatile boolean draining;

  Receiver(HttpServiceSettings settings, ItemContext context) {
    this.settings = settings;
    this.context = context;
    this.gate = new Gate(context.intake());
    this.taken =
        settings.contentTypes().stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    this.budget = new BodyBudget((long) LARGEST_AT_ONCE * settings.maxMessageBytes());
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
  }

  /** Takes no more. Completes when every request under way has its answer. */
  CompletionStage<Void> drain() {
    draining = true;
    tellIfDrained();
    return drained;
  }

  private void done() {
    underWay.decrementAndGet();
    tellIfDrained();
  }

  private void tellIfDrained() {
    if (draining && underWay.get() == 0) {
      drained.complete(null);
    }
  }

  BodyBudget budget() {
    return budget;
  }

  CompletionStage<HttpResponse> handle(HttpRequest request) {
    underWay.incrementAndGet(); // before it is asked whether this service stops
    HttpResponse refusal = refusal(request);
    if (refusal != null) {
      done();
      request.discardEntityBytes(context.system());
      return CompletableFuture.completedFuture(refusal);
    }
    Body body = new Body(settings.maxMessageBytes(), budget);
    CompletionStage<Payload> received;
    try {
      received = body.receive(request.entity(), settings.bodyTimeout(), context.system());
    } catch (RuntimeException refused) {
      received = CompletableFuture.failedFuture(refused);
    }
    return received
        .thenCompose(bytes -> submit(request, bytes))
        .exceptionally(this::failed)
        .whenComplete(
            (response, failure) -> {
              body.release();
              done();
            });
  }

  /** Why a request is answered before its body is read; null if it is not. */
  private @Nullable HttpResponse refusal(HttpRequest request) {
    if (!request.getUri().path().equals(settings.path())) {
      return Answers.otherPath(settings.path());
    }
    if (!request.method().equals(HttpMethods.POST)) {
      return Answers.otherMethod();
    }
    if (!taken.contains(contentType(request).name())) {
      return Answers.otherContentType(taken);
    }
    OptionalLong length = request.entity().getContentLengthOption();
    if (length.isPresent() && length.getAsLong() > settings.maxMessageBytes()) {
      return Answers.tooLarge(settings.maxMessageBytes());
    }
    if (draining) {
      return Answers.later("stopping", "this service is stopping");
    }
    if (paused) {
      return Answers.later("paused", "an operator has paused the reception of messages");
    }
    if (!gate.isOpen()) {
      return Answers.later("overloaded", "HIE cannot take more at the moment");
    }
    return null;
  }

  private static MediaType contentType(HttpRequest request) {
    return MediaType.of(request.entity().getContentType().toString());
  }

  private CompletionStage<HttpResponse> submit(HttpRequest request, Payload bytes) {
    if (bytes.size() == 0) {
      return CompletableFuture.completedFuture(
          Answers.unreadable("empty", "the request has no body"));
    }
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    try {
      context
          .intake()
          .submit(submission(request, bytes), acceptance -> answer.complete(answer(acceptance)));
    } catch (NotHl7Exception notHl7) {
      answer.complete(Answers.unreadable(notHl7.code(), String.valueOf(notHl7.getMessage())));
    }
    return answer;
  }

  private Submission submission(HttpRequest request, Payload bytes) {
    MediaType type = contentType(request);
    Charset fallback = type.charset() != null ? type.charset() : settings.charset();
    String named = header(request, SENDER);
    String key = header(request, IDEMPOTENCY_KEY);
    if (type.isHl7()) {
      Submission read =
          Hl7Submission.of(bytes, context.item(), fallback, context.clock().instant());
      boolean says = !read.sender().equals("|");
      String sender = named != null ? named : says ? read.sender() : remote(request);
      String controlId = read.controlId();
      return new Submission(
          read.envelope(), read.keys(), sender, controlId != null ? controlId : key);
    }
    MessageEnvelope envelope =
        MessageEnvelope.custom(
            bytes,
            type.name(),
            "",
            "",
            fallback == null ? StandardCharsets.UTF_8 : fallback,
            context.item(),
            context.clock().instant());
    return new Submission(envelope, MessageKeys.NONE, named != null ? named : remote(request), key);
  }

  /** A header's value, cut to what is kept of it; null if it is absent or empty. */
  private static @Nullable String header(HttpRequest request, String name) {
    String value = request.getHeader(name).map(HttpHeader::value).orElse("").strip();
    return value.isEmpty() ? null : value.substring(0, Math.min(value.length(), MAX_HEADER));
  }

  private static String remote(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(address -> address.getAddress())
        .map(address -> address.getHostAddress())
        .orElse("unknown");
  }

  private static HttpResponse answer(Acceptance acceptance) {
    return switch (acceptance) {
      case Acceptance.Stored(String messageId) -> Answers.stored(messageId);
      case Acceptance.Repeated(String messageId) -> Answers.repeated(messageId);
      case Acceptance.NotStored(String reason, boolean overQuota) ->
          overQuota
              ? Answers.overQuota("the message is not stored: " + reason)
              : Answers.later("not-stored", "the message is not stored: " + reason);
      case Acceptance.Answered(String messageId, Answer answer) ->
          Answers.passedOn(messageId, answer);
      case Acceptance.Unanswered(String messageId, String code, String text) ->
          Answers.unanswered(messageId, code, text);
    };
  }

  private HttpResponse failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case Body.TooLargeException tooLarge -> Answers.tooLarge(settings.maxMessageBytes());
      case Body.NoRoomException noRoom ->
          Answers.later("overloaded", "HIE is receiving as many bytes as it has room for");
      case TimeoutException slow -> Answers.tooSlow();
      default -> {
        context.log().warn("a request failed: {}", cause.getClass().getName());
        yield Answers.failed();
      }
    };
  }
}
