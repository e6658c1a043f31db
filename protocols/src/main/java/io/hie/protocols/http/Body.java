package io.hie.protocols.http;

import io.hie.actormodel.envelope.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/** Receives the body of one request, within its bounds. */
final class Body {
  private final int maxBytes;
  private final BodyBudget budget;
  private final List<ByteString> parts = new ArrayList<>();
  private int size;

  /**
   * @param maxBytes the largest body
   * @param budget what all bodies together may take
   */
  Body(int maxBytes, BodyBudget budget) {
    this.maxBytes = maxBytes;
    this.budget = budget;
  }

  /** It is larger than it may be. */
  static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("too large", null, false, false);
    }
  }

  /** All bodies together are larger than they may be. */
  static final class NoRoomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRoomException() {
      super("no room", null, false, false);
    }
  }

  /**
   * Receives it. Fails with {@link TooLargeException}, {@link NoRoomException} or {@link
   * java.util.concurrent.TimeoutException}, or as the connection does. {@link #release} is due
   * whatever comes of it.
   */
  CompletionStage<Payload> receive(RequestEntity entity, Duration limit, ActorSystem<?> system) {
    if (entity.isStrict()) {
      add(((HttpEntity.Strict) entity).getData());
      return CompletableFuture.completedFuture(payload());
    }
    return entity
        .withoutSizeLimit()
        .getDataBytes()
        .map(this::add)
        .completionTimeout(limit)
        .runWith(Sink.ignore(), system)
        .thenApply(done -> payload());
  }

  private ByteString add(ByteString part) {
    if (part.size() > maxBytes - size) {
      throw new TooLargeException();
    }
    if (!budget.take(part.size())) {
      throw new NoRoomException();
    }
    size += part.size();
    parts.add(part);
    return part;
  }

  private Payload payload() {
    byte[] bytes = new byte[size];
    int at = 0;
    for (ByteString part : parts) {
      part.asByteBuffer().get(bytes, at, part.size());
      at += part.size();
    }
    parts.clear();
    return Payload.wrap(bytes);
  }

  /** Gives its share of the budget back; when the message is stored or refused. */
  void release() {
    budget.giveBack(size);
  }
}
