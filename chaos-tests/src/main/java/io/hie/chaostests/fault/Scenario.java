package io.hie.chaostests.fault;

import io.hie.chaostests.ChaosException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A scenario as it is written in its file: one setting a line, its name first; a line for a fault
 * may come several times, and what follows {@code #} is for people.
 *
 * <pre>
 * about    One node of three is killed every 20 s.
 * nodes    3
 * brokers  1
 * every    20 s
 * fault    kill a node for 1 s
 * </pre>
 *
 * @param about what it does, for people
 * @param brokers Kafka brokers as processes of their own
 * @param database whether users and roles are in PostgreSQL
 * @param every the least time from the beginning of one fault to that of the next
 * @param inTurn whether victims and faults come in turn; else the seed chooses
 */
public record Scenario(
    String name,
    String about,
    int nodes,
    int brokers,
    boolean database,
    Duration every,
    boolean inTurn,
    List<Fault> faults) {

  /** Those that come with the program, in the order in which all are run. */
  public static final List<String> NAMES =
      List.of(
          "node-kill",
          "node-freeze",
          "partition",
          "broker-kill",
          "database-kill",
          "rolling-restart",
          "mixed");

  private static final Pattern TIME = Pattern.compile("(\\d+) ?(ms|s|min)");
  private static final Pattern FAULT =
      Pattern.compile(
          "(kill|freeze|partition|slow|restart) (a node|a broker|the database)"
              + "(?: by (\\d+ ?(?:ms|s)))?(?: for (\\d+ ?(?:ms|s|min)))?");

  public Scenario {
    faults = List.copyOf(faults);
    if (nodes < 1 || nodes > 9 || brokers < 1 || brokers == 2 || brokers > 5) {
      throw new ChaosException(name + ": nodes must be from 1 to 9, and brokers 1 or from 3 to 5");
    }
    if (faults.isEmpty()) {
      throw new ChaosException(name + ": there is no line that begins with fault");
    }
  }

  /** Whether the network between nodes is broken or slowed in it. */
  public boolean breaksNetwork() {
    return faults.stream()
        .anyMatch(fault -> fault instanceof Fault.Partition || fault instanceof Fault.Slow);
  }

  /** The same with another number of nodes. */
  public Scenario withNodes(int others) {
    return new Scenario(name, about, others, brokers, database, every, inTurn, faults);
  }

  /** Reads one that comes with the program. */
  public static Scenario named(String name) {
    String file = "/io/hie/chaostests/scenarios/" + name + ".scenario";
    try (InputStream in = Scenario.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new ChaosException(
            "there is no scenario " + name + "; there are " + String.join(", ", NAMES));
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ChaosException("cannot read the scenario " + name + ": " + e, e);
    }
  }

  /**
   * Reads a file's text.
   *
   * @throws ChaosException with the line that cannot be read, and what can stand there
   */
  public static Scenario parse(String name, String text) {
    String about = "";
    int nodes = 3;
    int brokers = 1;
    boolean database = false;
    Duration every = Duration.ofSeconds(20);
    boolean inTurn = false;
    List<Fault> faults = new ArrayList<>();
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String line = raw.replaceAll("(^|\\s)#.*", "").strip();
      if (line.isEmpty()) {
        continue;
      }
      String[] words = line.split("\\s+", 2);
      String value = words.length > 1 ? words[1].replaceAll("\\s+", " ") : "";
      String where = name + " line " + number + ": ";
      switch (words[0]) {
        case "about" -> about = about.isEmpty() ? value : about + " " + value;
        case "nodes" -> nodes = count(where, value);
        case "brokers" -> brokers = count(where, value);
        case "database" -> database = oneOf(where, value, "yes", "no");
        case "every" -> every = time(where, value);
        case "choose" -> inTurn = oneOf(where, value, "in turn", "by seed");
        case "fault" -> faults.add(fault(where, value));
        default ->
            throw new ChaosException(
                where
                    + "'"
                    + words[0]
                    + "' is no setting; there are about, nodes, brokers, database, every, choose"
                    + " and fault");
      }
    }
    return new Scenario(name, about, nodes, brokers, database, every, inTurn, faults);
  }

  private static int count(String where, String value) {
    if (value.matches("[1-9]")) {
      return Integer.parseInt(value);
    }
    throw new ChaosException(where + "'" + value + "' is no number from 1 to 9");
  }

  private static boolean oneOf(String where, String value, String yes, String no) {
    if (value.equals(yes) || value.equals(no)) {
      return value.equals(yes);
    }
    throw new ChaosException(where + "'" + value + "' is neither '" + yes + "' nor '" + no + "'");
  }

  private static Duration time(String where, @Nullable String value) {
    Matcher time = TIME.matcher(value == null ? "" : value);
    if (!time.matches()) {
      throw new ChaosException(
          where + "'" + value + "' is no time; write it as 500 ms, 20 s or 1 min");
    }
    long number = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      default -> Duration.ofMinutes(number);
    };
  }

  private static Fault fault(String where, String value) {
    Matcher words = FAULT.matcher(value);
    if (words.matches()) {
      String what = words.group(1) + " " + words.group(2);
      @Nullable String lasts = words.group(3 + 1);
      switch (what) {
        case "kill a node" -> {
          return new Fault.Kill(time(where, lasts));
        }
        case "freeze a node" -> {
          return new Fault.Freeze(time(where, lasts));
        }
        case "partition a node" -> {
          return new Fault.Partition(time(where, lasts));
        }
        case "slow a node" -> {
          return new Fault.Slow(time(where, words.group(3)), time(where, lasts));
        }
        case "restart a node" -> {
          return new Fault.Restart();
        }
        case "kill a broker" -> {
          return new Fault.KillBroker(time(where, lasts));
        }
        case "kill the database" -> {
          return new Fault.KillDatabase(time(where, lasts));
        }
        default -> {
          // Told below.
        }
      }
    }
    throw new ChaosException(
        where
            + "'"
            + value
            + "' is no fault; write: kill a node for 1 s, freeze a node for 15 s, partition a node"
            + " for 15 s, slow a node by 200 ms for 15 s, restart a node, kill a broker for 8 s, or"
            + " kill the database for 8 s");
  }
}
