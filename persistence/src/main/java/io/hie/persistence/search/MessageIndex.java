package io.hie.persistence.search;

import com.typesafe.config.Config;
import io.hie.actormodel.history.search.FoundMessage;
import io.hie.actormodel.history.search.MessageQuery;
import io.hie.actormodel.history.search.MessageSearch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The search index of a node: takes in the log and answers questions. Its database is opened when
 * there is something to take in or to answer, and again after it was away; a node that has none
 * goes on without.
 */
public final class MessageIndex implements MessageSearch, AutoCloseable {
  /** Questions that may be under way or wait for a connection. */
  private static final int MOST_QUESTIONS = 64;

  private static final String TIMED_OUT = "57014";

  private final SearchSettings settings;
  private final @Nullable Projector projector;
  private final Semaphore room = new Semaphore(MOST_QUESTIONS);
  private final List<Consumer<Collection<FoundMessage>>> listeners = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();
  private @Nullable Open open;
  private boolean closed;

  private record Open(SearchDatabase database, Shapes shapes, Rows rows, Finder finder) {}

  /** What is done with a database. */
  @FunctionalInterface
  private interface Work<T> {
    T on(Open open) throws SQLException;
  }

  /**
   * Starts one.
   *
   * @param config the node's; {@code hie.search} is read
   * @param feed opens the log, when it is first looked at and after a failure
   * @throws IllegalArgumentException if a setting cannot be
   */
  public static MessageIndex start(Config config, Supplier<LogFeed> feed, Clock clock) {
    return new MessageIndex(SearchSettings.of(config), feed, clock);
  }

  private MessageIndex(SearchSettings settings, Supplier<LogFeed> feed, Clock clock) {
    this.settings = settings;
    if (!settings.enabled()) {
      this.projector = null;
      return;
    }
    this.projector =
        new Projector(
            settings,
            feed,
            new Projector.Store() {
              @Override
              public SearchDatabase database() throws SQLException {
                return open().database();
              }

              @Override
              public Shapes shapes() throws SQLException {
                return open().shapes();
              }

              @Override
              public Rows rows() throws SQLException {
                return open().rows();
              }
            },
            this::tell,
            clock);
    projector.start();
  }

  @Override
  public void listen(Consumer<Collection<FoundMessage>> listener) {
    listeners.add(listener);
  }

  private void tell(Collection<Row> rows) {
    if (!listeners.isEmpty()) {
      List<FoundMessage> found = rows.stream().map(Row::found).toList();
      listeners.forEach(each -> each.accept(found));
    }
  }

  private Open open() throws SQLException {
    synchronized (lock) {
      if (closed) {
        throw new SQLException("the node is stopping");
      }
      Open known = open;
      if (known == null) {
        SearchDatabase database = SearchDatabase.open(settings);
        Shapes shapes = new Shapes();
        Rows rows = new Rows(database, shapes);
        int seconds = (int) Math.max(1, settings.timeout().toSeconds());
        known = new Open(database, shapes, rows, new Finder(database, shapes, rows, seconds));
        try (Connection connection = database.connection()) {
          shapes.refresh(connection);
        } catch (SQLException failed) {
          database.close();
          throw failed;
        }
        open = known;
      }
      return known;
    }
  }

  @Override
  public CompletionStage<Page> find(MessageQuery query) {
    return ask(open -> open.finder().find(query));
  }

  @Override
  public CompletionStage<List<Progress>> progress() {
    return ask(MessageIndex::progress);
  }

  @Override
  public CompletionStage<List<Progress>> rebuild() {
    return ask(
        open -> {
          try (Connection connection = open.database().connection()) {
            Positions.restart(connection);
          }
          if (projector != null) {
            projector.look();
          }
          return progress(open);
        });
  }

  private static List<Progress> progress(Open open) throws SQLException {
    try (Connection connection = open.database().connection()) {
      return Positions.all(connection);
    }
  }

  private <T> CompletionStage<T> ask(Work<T> work) {
    if (!settings.enabled()) {
      return CompletableFuture.failedFuture(
          new UnavailableException(
              "search is switched off on this node (hie.search.enabled, HIE_SEARCH)", null));
    }
    if (!room.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new UnavailableException("too many questions are under way; ask again", null));
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            answer.complete(work.on(open()));
          } catch (SQLException failed) {
            answer.completeExceptionally(unavailable(failed));
          } catch (RuntimeException failed) {
            answer.completeExceptionally(failed);
          } finally {
            room.release();
          }
        });
    return answer;
  }

  private UnavailableException unavailable(SQLException failed) {
    boolean late = failed instanceof SQLTimeoutException || TIMED_OUT.equals(failed.getSQLState());
    return new UnavailableException(
        late
            ? "no answer within "
                + settings.timeout().toSeconds()
                + " s; narrow it, for example with from and until"
            : "the database of the search index does not answer (SQL state "
                + failed.getSQLState()
                + ")",
        failed);
  }

  @Override
  public void close() {
    if (projector != null) {
      projector.close();
    }
    synchronized (lock) {
      closed = true;
      if (open != null) {
        open.database().close();
        open = null;
      }
    }
  }
}
