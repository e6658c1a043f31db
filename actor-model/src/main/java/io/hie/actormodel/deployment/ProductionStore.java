package io.hie.actormodel.deployment;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where the events of productions are kept. Narrow on purpose, so that it can be a journal, a
 * database or something else. Safe from any thread; nothing blocks.
 */
public interface ProductionStore {

  /** Every production that something was ever written about, by workspace and name. */
  CompletionStage<List<ProductionRecord>> all();

  /** One production, or {@link ProductionRecord#none}. */
  CompletionStage<ProductionRecord> find(String workspace, String project);

  /**
   * Adds an event, if nothing was added meanwhile.
   *
   * @param before what the writer took for the truth
   * @return what it is with the event, durable; failed with {@link StaleException} if {@code
   *     before} is not the latest, and with anything else if it is not known whether it was written
   */
  CompletionStage<ProductionRecord> append(ProductionRecord before, ProductionEvent event);

  /**
   * The document of a version of that record, as written.
   *
   * @return failed with {@link java.util.NoSuchElementException} if the log has none
   */
  CompletionStage<String> document(ProductionRecord record, long version);

  /** Somebody else wrote first. */
  final class StaleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StaleException(String message) {
      super(message);
    }
  }
}
