package io.hie.protocols.http;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Ambiguous;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.DeliveryResult.Retry;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.Operation;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends each message as the body of a request and judges by the status of the answer. Every attempt
 * of a delivery carries the same {@code Idempotency-Key} and {@code X-Request-ID}, so that a
 * receiver can tell a repeat. Redirects are not followed: a message goes where the settings say.
 */
final class HttpOperation implements Operation {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
  private static final Pattern CHARSET_NAME = Pattern.compile("[A-Za-z0-9._:+-]{1,64}");

  private final HttpOperationSettings settings;
  private final ItemContext context;
  private final StatusSet success;
  private final AtomicReference<String> told = new AtomicReference<>("");
  private volatile @Nullable HttpClient client;

  HttpOperation(HttpOperationSettings settings, ItemContext context) {
    this.settings = settings;
    this.context = context;
    this.success = new StatusSet(settings.successStatus());
  }

  @Override
  public CompletionStage<Void> start() {
    try {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(settings.connectTimeout());
      if ("https".equalsIgnoreCase(settings.url().getScheme())) {
        builder.sslContext(HttpTls.of(settings).context()).sslParameters(HttpTls.parameters());
      }
      client = builder.build();
      return CompletableFuture.completedFuture(null);
    } catch (MisconfiguredException unusable) {
      return CompletableFuture.failedFuture(unusable);
    }
  }

  @Override
  public CompletionStage<Void> stop() {
    HttpClient open = client;
    client = null;
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              if (open != null) {
                end(open);
              }
              stopped.complete(null);
            });
    return stopped;
  }

  private static void end(HttpClient open) {
    open.shutdown();
    try {
      open.awaitTermination(STOP_PATIENCE);
    } catch (InterruptedException toldToHurry) {
      Thread.currentThread().interrupt();
    }
    open.shutdownNow();
  }

  @Override
  public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
    HttpClient open = client;
    if (open == null) {
      return CompletableFuture.completedFuture(
          new NotSent(new Reason("stopped", "the item is not running")));
    }
    CompletableFuture<HttpResponse<byte[]>> limited = new CompletableFuture<>();
    Exchange exchange =
        new Exchange(delivery.answerWanted(), () -> limit(limited, settings.ackTimeout()));
    // The client bounds the way to the connection; this bounds what it might forget.
    limit(limited, settings.connectTimeout().plus(settings.ackTimeout()));
    CompletableFuture<HttpResponse<byte[]>> sent;
    try {
      sent = open.sendAsync(request(delivery, exchange), exchange);
    } catch (IllegalArgumentException notWritable) {
      limited.cancel(false);
      return CompletableFuture.completedFuture(
          new Refused(
              new Reason("bad-request", "no request can be made of it: a header is not allowed")));
    }
    sent.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            limited.complete(response);
          } else {
            limited.completeExceptionally(failure);
          }
        });
    return limited.handle(
        (response, failure) -> {
          DeliveryResult result = judge(exchange, response, failure);
          if (failure != null) {
            sent.cancel(true); // closes the connection: a late answer must meet nobody
          }
          tell(result);
          return result;
        });
  }

  private static void limit(CompletableFuture<?> future, Duration time) {
    future.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private HttpRequest request(Delivery delivery, Exchange exchange) {
    MessageHeader header = delivery.envelope().header();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url())
            .method(
                settings.method(),
                exchange.body(delivery.envelope().body().rawPayload().toByteArray()));
    settings.headers().forEach(request::header);
    return request
        .header("Content-Type", contentType(header))
        .header(Receiver.IDEMPOTENCY_KEY, delivery.id())
        .header("X-Request-ID", requestId(delivery))
        .build();
  }

  private String contentType(MessageHeader header) {
    String configured = settings.contentType();
    if (configured != null) {
      return configured;
    }
    boolean withCharset =
        header.contentType().equals(ContentType.HL7_V2) || header.contentType().startsWith("text/");
    return withCharset && CHARSET_NAME.matcher(header.encoding()).matches()
        ? header.contentType() + "; charset=" + header.encoding()
        : header.contentType();
  }

  /** A UUID, since some receivers take nothing else, and the same at every attempt. */
  private static String requestId(Delivery delivery) {
    return UUID.nameUUIDFromBytes(delivery.id().getBytes(StandardCharsets.UTF_8)).toString();
  }

  private DeliveryResult judge(
      Exchange exchange, @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
    ResponseInfo answer = exchange.answer();
    if (answer != null) {
      // The status has come. Whether the rest of the answer did changes nothing.
      byte[] body = response == null ? new byte[0] : response.body();
      String detail =
          new String(body, 0, Math.min(body.length, Exchange.MAX_DETAIL), StandardCharsets.UTF_8);
      return Outcome.answered(
          answer.statusCode(), answer.headers(), detail, success, exchange.wholeAnswer(body));
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return Outcome.failed(
        cause == null ? new IllegalStateException("no answer") : cause, exchange.isSending());
  }

  private void tell(DeliveryResult result) {
    switch (result) {
      case Delivered delivered -> tell(Outside.CONNECTED, "sends to " + settings.shownUrl());
      case Retry retry -> tell(Outside.CONNECTED, "sends to " + settings.shownUrl());
      case Refused refused -> tell(Outside.CONNECTED, "sends to " + settings.shownUrl());
      case Ambiguous(Reason reason) -> tell(Outside.CONNECTING, reason.text());
      case NotSent(Reason reason) ->
          tell(
              Outcome.isForAPerson(reason.code()) ? Outside.MISCONFIGURED : Outside.CONNECTING,
              settings.shownUrl() + ": " + reason.text());
    }
  }

  private void tell(Outside outside, String detail) {
    if (!detail.equals(told.getAndSet(detail))) {
      context.status().outside(outside, detail);
    }
  }
}
