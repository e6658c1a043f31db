package io.hie.chaostests.fault;

import io.hie.chaostests.ChaosException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** Something that is broken on purpose, and mended again. Durations are whole milliseconds. */
public sealed interface Fault {

  /** SIGKILL of a node; the same command starts it again after a while. */
  record Kill(Duration down) implements Fault {}

  /** SIGSTOP of a node, and SIGCONT. */
  record Freeze(Duration time) implements Fault {}

  /** A node and the others cannot hear each other; log, destinations and senders stay in reach. */
  record Partition(Duration time) implements Fault {}

  /** What a node and the others say to each other comes late. */
  record Slow(Duration delay, Duration time) implements Fault {}

  /** SIGTERM of a node, and the same command again. */
  record Restart() implements Fault {}

  /** SIGKILL of a Kafka broker. */
  record KillBroker(Duration down) implements Fault {}

  /** SIGKILL of the PostgreSQL server that holds users and roles. */
  record KillDatabase(Duration down) implements Fault {}

  /** The {@link #word} of each kind. */
  Set<String> WORDS =
      Set.of("kill", "freeze", "partition", "slow", "restart", "kill-broker", "kill-database");

  /**
   * Sees that all are words of faults.
   *
   * @throws ChaosException naming the one that is not
   */
  static void checkWords(Set<String> words) {
    for (String word : words) {
      if (!WORDS.contains(word)) {
        throw new ChaosException(
            "'"
                + word
                + "' is no fault; there are "
                + String.join(", ", WORDS.stream().sorted().toList()));
      }
    }
  }

  /** What it happens to. */
  enum Part {
    NODE,
    BROKER,
    DATABASE
  }

  /** What it happens to. */
  default Part part() {
    return switch (this) {
      case Kill _, Freeze _, Partition _, Slow _, Restart _ -> Part.NODE;
      case KillBroker _ -> Part.BROKER;
      case KillDatabase _ -> Part.DATABASE;
    };
  }

  /** By this word a user allows it. */
  default String word() {
    return switch (this) {
      case Kill _ -> "kill";
      case Freeze _ -> "freeze";
      case Partition _ -> "partition";
      case Slow _ -> "slow";
      case Restart _ -> "restart";
      case KillBroker _ -> "kill-broker";
      case KillDatabase _ -> "kill-database";
    };
  }

  /** How long it lasts before it is mended. */
  default Duration time() {
    return switch (this) {
      case Kill kill -> kill.down();
      case Freeze freeze -> freeze.time;
      case Partition partition -> partition.time;
      case Slow slow -> slow.time;
      case Restart _ -> Duration.ZERO;
      case KillBroker kill -> kill.down();
      case KillDatabase kill -> kill.down();
    };
  }

  /** For people, with the number of its victim, counted from 1. */
  default String of(int victim) {
    String seconds = String.format(Locale.ROOT, "%.0f s", time().toMillis() / 1e3);
    return switch (this) {
      case Kill _ -> "node " + victim + " killed, down for " + seconds;
      case Freeze _ -> "node " + victim + " frozen for " + seconds;
      case Partition _ -> "node " + victim + " cut off for " + seconds;
      case Slow slow ->
          "node " + victim + " slowed by " + slow.delay().toMillis() + " ms for " + seconds;
      case Restart _ -> "node " + victim + " restarted in order";
      case KillBroker _ -> "broker " + victim + " killed, down for " + seconds;
      case KillDatabase _ -> "database killed, down for " + seconds;
    };
  }
}
