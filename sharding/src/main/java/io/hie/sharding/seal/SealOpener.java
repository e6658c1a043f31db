package io.hie.sharding.seal;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.HistoryEvent.Seal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens events of one history, one after the other. Keeps the key that it used last, and not beyond
 * its own life. Not safe from several threads.
 */
public final class SealOpener {
  private static final Logger LOG = LoggerFactory.getLogger(SealOpener.class);

  private final String entityId;
  private final DataKeys keys;
  private String keyId = "";
  private @Nullable CompletionStage<DataKey> key;

  public SealOpener(String entityId, DataKeys keys) {
    this.entityId = entityId;
    this.keys = keys;
  }

  /**
   * An event and whether it is all there; if not, it still has its seal.
   *
   * @param event without a seal if it is readable
   */
  public record Opened(HistoryEvent event, Contents contents) {}

  /**
   * Opens an event if that can be. Fails with {@link KeyUnavailableException} if it needs a key
   * that is not there.
   *
   * @param number its number in the history
   */
  public CompletionStage<Opened> open(long number, HistoryEvent event) {
    return plain(number, event)
        .thenApply(opened -> new Opened(opened, Contents.READABLE))
        .exceptionally(failure -> closed(event, failure));
  }

  /**
   * Opens an event. Fails with {@link ErasedException}, {@link DamagedException} or {@link
   * KeyUnavailableException}.
   *
   * @param number its number in the history
   */
  public CompletionStage<HistoryEvent> plain(long number, HistoryEvent event) {
    Seal seal = EventSeal.of(event);
    if (seal == null) {
      return CompletableFuture.completedFuture(event);
    }
    CompletionStage<DataKey> found = key;
    if (found == null || !keyId.equals(seal.key())) {
      found = keys.find(entityId, seal.key());
      key = found;
      keyId = seal.key();
    }
    return found.thenApply(data -> EventSeal.open(entityId, number, event, data));
  }

  private static Opened closed(HistoryEvent event, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case ErasedException erased -> new Opened(event, Contents.ERASED);
      case DamagedException damaged -> {
        LOG.error("{}", damaged.getMessage());
        yield new Opened(event, Contents.DAMAGED);
      }
      default -> throw new CompletionException(cause);
    };
  }
}
