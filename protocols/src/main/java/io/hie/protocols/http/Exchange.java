package io.hie.protocols.http;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Answer;
import java.io.ByteArrayOutputStream;
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
  /** How much of an answer's body is kept for the history. */
  static final int MAX_DETAIL = 64 * 1024;

  /** The largest answer that is passed on to a sender that waits for it. */
  static final int MAX_ANSWER = 4 * 1024 * 1024;

  private final boolean answerWanted;
  private final Runnable onSending;
  private volatile boolean sending;
  private volatile @Nullable ResponseInfo answer;
  private volatile boolean whole;

  /**
   * @param answerWanted whether somebody waits for the receiver's answer itself
   * @param onSending run when the body is asked for
   */
  Exchange(boolean answerWanted, Runnable onSending) {
    this.answerWanted = answerWanted;
    this.onSending = onSending;
  }

  /** The answer as it came, for who waits for it; null if nobody does, or it is not whole. */
  @Nullable Answer wholeAnswer(byte[] body) {
    ResponseInfo info = answer;
    return answerWanted && whole && info != null
        ? new Answer(
            Payload.wrap(body),
            info.headers().firstValue("Content-Type").orElse(""),
            info.statusCode())
        : null;
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
    return new Beginning(answerWanted ? MAX_ANSWER : MAX_DETAIL);
  }

  /** Keeps the beginning of an answer and gives the rest up. */
  private final class Beginning implements BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int most;
    private Flow.@Nullable Subscription subscription;

    Beginning(int most) {
      this.most = most;
    }

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
        byte[] bytes = new byte[Math.min(part.remaining(), most - kept.size())];
        part.get(bytes);
        kept.write(bytes, 0, bytes.length);
      }
      Flow.Subscription rest = subscription;
      if (rest == null) {
        return;
      }
      if (kept.size() < most) {
        rest.request(1);
      } else {
        rest.cancel();
        end();
      }
    }

    @Override
    public void onError(Throwable failure) {
      end(); // the status has come, and it decides
    }

    @Override
    public void onComplete() {
      whole = true;
      end();
    }

    private void end() {
      body.complete(kept.toByteArray());
    }
  }
}
