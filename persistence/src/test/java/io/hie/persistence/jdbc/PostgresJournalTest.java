package io.hie.persistence.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.persistence.MessageJournal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The JDBC journal on a real PostgreSQL server. */
class PostgresJournalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Config PLAIN = ConfigFactory.load();

  private static EmbeddedPostgres server;

  /** Text that is added to a list, whose length is told. */
  private record Add(String text, ActorRef<String> replyTo) {}

  private static final class Notes extends EventSourcedBehavior<Add, byte[], String> {
    Notes() {
      super(PersistenceId.of("notes", "one"));
    }

    @Override
    public String emptyState() {
      return "";
    }

    @Override
    public CommandHandler<Add, byte[], String> commandHandler() {
      return (state, add) ->
          Effect()
              .persist(add.text().getBytes(StandardCharsets.UTF_8))
              .thenReply(add.replyTo(), now -> now);
    }

    @Override
    public EventHandler<String, byte[]> eventHandler() {
      return (state, event) -> state + new String(event, StandardCharsets.UTF_8);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(2, 1);
    }
  }

  @BeforeAll
  static void startServer() throws Exception {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  private static Config config(String url) {
    return ConfigFactory.parseMap(
            Map.of(
                "hie.journal", "jdbc",
                "hie.persistence.jdbc.url", url,
                "hie.persistence.jdbc.user", "postgres",
                "hie.persistence.jdbc.password", "pretend-password",
                "pekko.loglevel", "WARNING"))
        .withFallback(PLAIN)
        .resolve();
  }

  private static String url(String database) {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
  }

  /** Adds texts in a node of its own, and returns what it answered last and what the log has. */
  private static List<String> add(String... texts) throws Exception {
    MessageJournal journal = MessageJournal.open(config(url("postgres")), () -> {});
    ActorSystem<SpawnProtocol.Command> system =
        ActorSystem.create(SpawnProtocol.create(), "notes", journal.config());
    journal.attach(system.classicSystem());
    try {
      ActorRef<Add> notes = system.systemActorOf(new Notes(), "notes", Props.empty());
      List<String> answers = new ArrayList<>();
      for (String text : texts) {
        answers.add(
            AskPattern.<Add, String>ask(
                    notes, replyTo -> new Add(text, replyTo), PATIENCE, system.scheduler())
                .toCompletableFuture()
                .get());
      }
      answers.addAll(
          PersistenceQuery.get(system)
              .getReadJournalFor(
                  CurrentEventsByPersistenceIdQuery.class,
                  journal.config().getString("hie.history.read-journal"))
              .currentEventsByPersistenceId("notes|one", 1, Long.MAX_VALUE)
              .map(event -> new String((byte[]) event.event(), StandardCharsets.UTF_8))
              .runWith(Sink.seq(), system)
              .toCompletableFuture()
              .get());
      return answers;
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  @Test
  void shouldMakeItsTablesAndKeepEventsAndSnapshotsOverARestart() throws Exception {
    // given an empty database to which two nodes come at once
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> {
              try {
                JdbcDatabase.open(config(url("postgres")), () -> {}).close();
              } catch (java.sql.SQLException failed) {
                throw new IllegalStateException(failed);
              }
            });
    // when one writes, and another life of it writes more
    List<String> first = add("a", "b", "c");
    other.get();
    List<String> second = add("d", "ü");
    // then the state and the events are there
    assertThat(first).containsExactly("a", "ab", "abc", "a", "b", "c");
    assertThat(second).containsExactly("abcd", "abcdü", "a", "b", "c", "d", "ü");
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var found = statement.executeQuery("SELECT max(sequence_number) FROM snapshot")) {
      assertThat(found.next()).isTrue();
      assertThat(found.getLong(1)).isEqualTo(4);
    }
  }

  @Test
  void shouldSayWhatIsWrongAndNotTheAddress() throws ExecutionException {
    assertThatThrownBy(() -> MessageJournal.open(config(url("absent")), () -> {}))
        .hasMessageContaining("there is no database of that name")
        .hasMessageContaining("HIE_JDBC_URL")
        .hasMessageNotContaining("absent");
    assertThatThrownBy(
            () ->
                MessageJournal.open(
                    config("jdbc:postgresql://localhost:1/hie?password=x"), () -> {}))
        .hasMessageContaining("cannot be reached")
        .hasMessageNotContaining("password=x");
    assertThatThrownBy(() -> MessageJournal.open(config("jdbc:mysql://u:secret@db/x"), () -> {}))
        .hasMessageContaining("jdbc:h2:")
        .hasMessageContaining("jdbc:postgresql:")
        .hasMessageNotContaining("secret");
  }
}
