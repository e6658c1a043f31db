package io.hie.clusternode;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which kind of journal a data directory belongs to, in its file {@code journal}. There is no move
 * from one journal to another, so a node that was started with another setting than before would
 * come up without its messages; it is refused instead.
 */
enum JournalMark {
  KAFKA_EMBEDDED(
      "kafka embedded", "unset HIE_JOURNAL and HIE_KAFKA_BOOTSTRAP_SERVERS and start it again"),
  KAFKA_BROKERS("kafka brokers", "name its brokers in HIE_KAFKA_BOOTSTRAP_SERVERS"),
  JDBC_H2("jdbc h2", "start it with HIE_JOURNAL=jdbc and no HIE_JDBC_URL"),
  JDBC_SERVER(
      "jdbc server", "start it with HIE_JOURNAL=jdbc and its database's address in HIE_JDBC_URL");

  private static final String FILE = "journal";

  private final String text;
  private final String howToUse;

  JournalMark(String text, String howToUse) {
    this.text = text;
    this.howToUse = howToUse;
  }

  /** The kind that a configuration chooses. */
  static JournalMark chosen(Config config) {
    if (config.getString("hie.journal").equals("jdbc")) {
      return config.getString("hie.persistence.jdbc.url").startsWith("jdbc:h2:")
          ? JDBC_H2
          : JDBC_SERVER;
    }
    return config.getString("hie.kafka.bootstrap-servers").isBlank()
        ? KAFKA_EMBEDDED
        : KAFKA_BROKERS;
  }

  /**
   * Refuses a data directory that belongs to another kind.
   *
   * @throws Node.CannotStartException with the setting that goes with the directory
   */
  void check(Path data) throws Node.CannotStartException {
    try {
      Optional<JournalMark> mark = of(data);
      if (mark.isPresent() && mark.get() != this) {
        throw new Node.CannotStartException(
            "the messages of the data directory "
                + data
                + " are kept by the journal "
                + mark.get().text
                + ", and the node was to start with "
                + text
                + ", where they are not; "
                + mark.get().howToUse
                + ", or name another directory with --data",
            null);
      }
    } catch (IOException failed) {
      throw new Node.CannotStartException(
          "the file " + data.resolve(FILE) + " cannot be read", failed);
    }
  }

  /** Marks a data directory that has no mark. To be called once the journal has opened. */
  void set(Path data) throws Node.CannotStartException {
    try {
      if (Files.notExists(data.resolve(FILE))) {
        Files.writeString(data.resolve(FILE), text + "\n");
      }
    } catch (IOException failed) {
      throw new Node.CannotStartException(
          "the file " + data.resolve(FILE) + " cannot be written", failed);
    }
  }

  /** Whether a data directory is known to belong to a kind. */
  static boolean of(Path data, JournalMark kind) throws Node.CannotStartException {
    try {
      return of(data).filter(kind::equals).isPresent();
    } catch (IOException failed) {
      throw new Node.CannotStartException(
          "the file " + data.resolve(FILE) + " cannot be read", failed);
    }
  }

  private static Optional<JournalMark> of(Path data) throws IOException {
    Path file = data.resolve(FILE);
    if (Files.exists(file)) {
      String found = Files.readString(file).strip();
      return Arrays.stream(values()).filter(each -> each.text.equals(found)).findFirst();
    }
    // A directory from before there were marks.
    if (Files.exists(data.resolve("h2").resolve("hie.mv.db"))) {
      return Optional.of(JDBC_H2);
    }
    return Files.isDirectory(data.resolve("kafka"))
        ? Optional.of(KAFKA_EMBEDDED)
        : Optional.empty();
  }
}
