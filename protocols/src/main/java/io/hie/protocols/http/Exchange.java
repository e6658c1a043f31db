package io.hie.protocols.http;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request while it is under way: whether its body was asked for, which is the
 * moment from which the receiver may have it, and what the receiver answered, whether or not the
 * rest of its answer came.
 */
final class Exchange implements BodyHandler<byte[]> {
  /** How much of an answer's body is kept. */
  static final int MAX_ANSWER = 64 * 1024;

  private final Runnable onSending;
  private volatile boolean sending;
  private volatile @Nullable ResponseInfo answer;

  /**
   * @param onSending run when the body is asked for
   */
  Exchange(Runnable onSending) {
    this.onSending = onSending;
  }

  /** Whether the receiver may have the message, or a part of it. */
  boolean isSending() {
    return sending;
  }

  /** Status and headers of the answer; null if none came. */
  @Nullable ResponseInfo answer() {
    return answer;
  }

  BodyPublisher body(byte[] bytes) {
    BodyPublisher plain = BodyPublishers.ofByteArray(bytes);
    return new BodyPublisher() {
      @Override
      public long contentLength() {
        return plain.contentLength();
      }

      @Override
      public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        sending = true;
        onSending.run();
        plain.subscribe(subscriber);
      }
    };
  }

  @Override
  public BodySubscriber<byte[]> apply(ResponseInfo info) {
    answer = info;
    return new Beginning();
  }

  /** Keeps the beginning of an answer and gives the rest up. */
  private static final class Beginning implements BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteBuffer kept = ByteBuffer.allocate(MAX_ANSWER);
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      for (ByteBuffer part : parts) {
        int fits = Math.min(part.remaining(), kept.remaining());
        kept.put(part.slice(part.position(), fits));
      }
      Flow.Subscription rest = subscription;
      if (rest == null) {
        return;
      }
      if (kept.hasRemaining()) {
        rest.request(1);
      } else {
        rest.cancel();
        onComplete();
      }
    }

    @Override
    public void onError(Throwable failure) {
      onComplete(); // the status has come, and it decides
    }

    @Override
    public void onComplete() {
      byte[] bytes = new byte[kept.position()];
      kept.get(0, bytes);
      body.complete(bytes);
    }
  }
}
