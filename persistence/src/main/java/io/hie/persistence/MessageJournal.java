package io.hie.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.persistence.jdbc.JdbcDatabase;
import io.hie.persistence.jdbc.JdbcKeys;
import io.hie.persistence.kafka.KafkaSettings;
import io.hie.persistence.kafka.broker.EmbeddedBroker;
import io.hie.persistence.kafka.journal.KafkaFeed;
import io.hie.persistence.kafka.journal.KafkaLog;
import io.hie.persistence.kafka.journal.Progress;
import io.hie.persistence.kafka.keys.KafkaKeys;
import io.hie.persistence.kafka.topics.Topics;
import io.hie.persistence.kafka.topics.UnsuitableTopicException;
import io.hie.persistence.keys.WrappedKeys;
import io.hie.persistence.search.JdbcFeed;
import io.hie.persistence.search.MessageIndex;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;

/**
 * The journal that {@code hie.journal} names, made ready for an actor system: {@code jdbc} or
 * {@code kafka}. Used once, by one thread: {@link #open}, make the actor system with {@link
 * #config}, then {@link #attach} before it joins its cluster. From then on the actor system closes
 * what was opened.
 */
public final class MessageJournal implements AutoCloseable {
  private static final String KAFKA_QUERIES = "hie.kafka.read-journal";

  private final Config config;
  private final boolean kafka;
  private final Runnable closing;
  private boolean attached;

  /** The journal cannot be used; the text says why and what to do. */
  public static final class CannotOpenException extends Exception {
    private static final long serialVersionUID = 1L;

    CannotOpenException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private MessageJournal(Config config, boolean kafka, Runnable closing) {
    this.config = config;
    this.kafka = kafka;
    this.closing = closing;
  }

  /**
   * Starts and makes what the journal needs that is not there: tables, or a broker.
   *
   * @param config the node's, resolved
   * @param onFailure run at most once, on a thread of its own, when the journal cannot go on in
   *     this process
   * @throws CannotOpenException with an {@link SQLException} as cause if it is the database's
   */
  public static MessageJournal open(Config config, Runnable onFailure) throws CannotOpenException {
    String chosen = config.getString("hie.journal");
    return switch (chosen) {
      case "jdbc" -> jdbc(config, onFailure);
      case "kafka" -> kafka(config);
      default ->
          throw new CannotOpenException(
              "hie.journal (HIE_JOURNAL) is \"" + chosen + "\"; it can be jdbc or kafka", null);
    };
  }

  private static MessageJournal jdbc(Config config, Runnable onFailure) throws CannotOpenException {
    try {
      JdbcDatabase database = JdbcDatabase.open(config, onFailure);
      Config withPlugins =
          plugins(config, "jdbc-journal", "jdbc-snapshot-store", "jdbc-read-journal");
      return new MessageJournal(
          database.plugin().withFallback(withPlugins), false, database::close);
    } catch (SQLException failed) {
      // Not the database's own words: they may repeat its address, and a password in it.
      throw new CannotOpenException(
          "the journal's database (HIE_JDBC_URL, HIE_JDBC_USER, HIE_JDBC_PASSWORD; without them"
              + " the files in the data directory) cannot be used (SQL state "
              + failed.getSQLState()
              + ", error "
              + failed.getErrorCode()
              + "): "
              + DatabaseTrouble.why(failed),
          failed);
    } catch (IllegalArgumentException refused) {
      throw new CannotOpenException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static MessageJournal kafka(Config config) throws CannotOpenException {
    Config withPlugins =
        plugins(config, "hie.kafka.journal", "hie.kafka.snapshot-store", KAFKA_QUERIES);
    try {
      KafkaSettings settings = KafkaSettings.of(config);
      if (!settings.embedded()) {
        return new MessageJournal(withPlugins, true, () -> {});
      }
      EmbeddedBroker broker =
          EmbeddedBroker.start(settings.brokerDirectory(), settings.largestRecord());
      return new MessageJournal(
          ConfigFactory.parseMap(Map.of("hie.kafka.bootstrap-servers", broker.bootstrapServers()))
              .withFallback(withPlugins),
          true,
          broker::close);
    } catch (IOException | IllegalStateException | IllegalArgumentException failed) {
      throw new CannotOpenException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private static Config plugins(Config config, String journal, String snapshots, String queries) {
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.persistence.journal.plugin",
                journal,
                "pekko.persistence.journal.auto-start-journals",
                List.of(journal),
                "pekko.persistence.snapshot-store.plugin",
                snapshots,
                "hie.history.read-journal",
                queries,
                "hie.history.partition-offsets",
                queries.equals(KAFKA_QUERIES)))
        .withFallback(config);
  }

  /**
   * What all nodes that keep one log call it: two nodes with another name for it keep two logs.
   * Asks Kafka, and waits for it if it does not answer.
   *
   * @param config the node's, with the brokers of a Kafka cluster
   * @throws CannotOpenException if Kafka refuses this node, or does not answer in the time that it
   *     has
   */
  public static String nameOfLog(Config config) throws CannotOpenException {
    try {
      return Topics.nameOfLog(KafkaSettings.of(config));
    } catch (UnsuitableTopicException | IllegalStateException | IllegalArgumentException failed) {
      throw new CannotOpenException(String.valueOf(failed.getMessage()), failed);
    }
  }

  /** What the actor system is to be made with. */
  public Config config() {
    return config;
  }

  /**
   * Gives the journal to an actor system and waits until it is up to date, which may take long
   * where a view of the log has to be made again; lines of the log tell how far it is.
   *
   * @throws RuntimeException if it cannot be used; the text says why and what to do
   */
  public void attach(ActorSystem system) {
    attached = true;
    // The last registered runs first, so what is below the plugins goes after them.
    system.registerOnTermination(closing);
    if (kafka) {
      KafkaLog.get(system);
    }
  }

  /**
   * Opens the store of keys that lies beside the journal; waits until it is up to date. Closed with
   * the actor system.
   *
   * @throws RuntimeException if it cannot be used; the text says why and what to do
   */
  public WrappedKeys keys(ActorSystem system) {
    Config settings = system.settings().config();
    WrappedKeys keys;
    if (kafka) {
      keys = KafkaKeys.open(KafkaSettings.of(settings));
    } else {
      try {
        keys = JdbcKeys.open(settings);
      } catch (SQLException failed) {
        throw new IllegalStateException(
            "the table data_key cannot be made or used in the journal's database (error "
                + failed.getErrorCode()
                + ")",
            failed);
      }
    }
    system.registerOnTermination(keys::close);
    return keys;
  }

  /**
   * Starts the search index over the journal of an actor system, which closes it.
   *
   * @throws IllegalArgumentException if a setting of it cannot be; the text says which
   */
  public static MessageIndex search(ActorSystem system, Clock clock) {
    boolean kafka = isKafka(system);
    MessageIndex index =
        MessageIndex.start(
            system.settings().config(),
            () -> kafka ? KafkaFeed.of(system) : new JdbcFeed(system, clock),
            clock);
    system.registerOnTermination(index::close);
    return index;
  }

  /** What the journal of an actor system waits for, in words; empty if for nothing. */
  public static Optional<String> waitsFor(ActorSystem system) {
    return isKafka(system) ? KafkaLog.get(system).waitsFor() : Optional.empty();
  }

  /**
   * Tells the journal of an actor system which partitions, which are shards, to keep at hand on
   * this node.
   *
   * @return done when they are; at once if the journal is reached from every node alike
   */
  public static CompletionStage<Void> keep(ActorSystem system, Set<Integer> partitions) {
    return isKafka(system)
        ? KafkaLog.get(system).keep(partitions)
        : CompletableFuture.completedFuture(null);
  }

  /** Whether a partition is at hand on this node. */
  public static boolean isWarm(ActorSystem system, int partition) {
    return !isKafka(system) || KafkaLog.get(system).isWarm(partition);
  }

  /**
   * How far this node has read the partitions of the log, by their numbers, which are the shards'.
   * Empty if the journal is reached from every node alike.
   */
  public static List<Progress> progress(ActorSystem system) {
    if (!isKafka(system)) {
      return List.of();
    }
    KafkaLog log = KafkaLog.get(system);
    return IntStream.range(0, log.partitions()).mapToObj(log::progress).toList();
  }

  private static boolean isKafka(ActorSystem system) {
    return "kafka".equals(system.settings().config().getString("hie.journal"));
  }

  /** Closes what was opened, if no actor system has it. */
  @Override
  public void close() {
    if (!attached) {
      closing.run();
    }
  }
}
