package io.hie.chaostests.cluster;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.fault.Scenario;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's own cluster, as a file of properties describes it: where it takes messages, where it
 * delivers them to, how one sees that a part is ready, and the command that does each fault to it.
 *
 * <pre>
 * mllp = staging-1:2575, staging-2:2575
 * sink.port = 2576
 * node.1.ready = http://staging-1:8080/health/ready
 * node.1.kill = ssh staging-1 sudo systemctl kill -s KILL hie
 * node.1.start = ssh staging-1 sudo systemctl start hie
 * </pre>
 *
 * @param targets where messages are taken
 * @param sinkPort where this program takes what the cluster delivers
 * @param archive where its file operation writes, if that can be seen here
 * @param commands by part and act, such as {@code node.1.kill}
 */
public record Staging(
    List<String> targets,
    int sinkPort,
    @Nullable Path archive,
    int nodes,
    int brokers,
    Map<String, String> commands) {
  private static final Set<String> ACTS =
      Set.of("ready", "kill", "start", "stop", "freeze", "thaw", "cut", "slow", "heal");

  public Staging {
    targets = List.copyOf(targets);
    commands = Map.copyOf(commands);
  }

  /**
   * Reads one.
   *
   * @throws ChaosException naming the key that is missing or unknown
   */
  public static Staging read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new ChaosException("cannot read the target " + file + ": " + e, e);
    }
    Map<String, String> commands = new TreeMap<>();
    int nodes = 0;
    int brokers = 0;
    for (String key : properties.stringPropertyNames()) {
      String[] words = key.split("\\.");
      boolean numbered = words.length == 3 && words[1].matches("[1-9]") && ACTS.contains(words[2]);
      if (numbered && words[0].equals("node")) {
        nodes = Math.max(nodes, Integer.parseInt(words[1]));
      } else if (numbered && words[0].equals("broker")) {
        brokers = Math.max(brokers, Integer.parseInt(words[1]));
      } else if (!Set.of("mllp", "sink.port", "archive", "database.kill", "database.start")
          .contains(key)) {
        throw new ChaosException(
            file
                + ": '"
                + key
                + "' is no key of a target; there are mllp, sink.port, archive, node.N.ACT,"
                + " broker.N.ACT, database.kill and database.start, with the ACTs "
                + String.join(", ", ACTS.stream().sorted().toList()));
      }
      commands.put(key, properties.getProperty(key).strip());
    }
    String archive = commands.get("archive");
    String port = needed(file, commands, "sink.port");
    if (!port.matches("[1-9][0-9]{0,4}")) {
      throw new ChaosException(file + ": sink.port is '" + port + "', not a port");
    }
    if (nodes == 0) {
      throw new ChaosException(
          file + ": there is no node; name each with node.N.ready = the URL of its readiness");
    }
    for (int node = 1; node <= nodes; node++) {
      needed(file, commands, "node." + node + ".ready");
    }
    return new Staging(
        List.of(needed(file, commands, "mllp").split("\\s*,\\s*")),
        Integer.parseInt(port),
        archive == null ? null : Path.of(archive),
        nodes,
        brokers,
        commands);
  }

  private static String needed(Path file, Map<String, String> commands, String key) {
    String value = commands.get(key);
    if (value == null || value.isEmpty()) {
      throw new ChaosException(file + ": " + key + " is missing");
    }
    return value;
  }

  /** The scenario with the parts that there are here. */
  public Scenario fitted(Scenario scenario) {
    return new Scenario(
        scenario.name(),
        scenario.about(),
        nodes,
        brokers == 0 || brokers == 2 ? 1 : brokers,
        commands.containsKey("database.kill"),
        scenario.every(),
        scenario.inTurn(),
        scenario.faults());
  }

  /**
   * Sees that there is a command for all that is allowed.
   *
   * @throws ChaosException naming the missing keys
   */
  public void check(Set<String> allowed) {
    List<String> missing = new ArrayList<>();
    for (String word : allowed.stream().sorted().toList()) {
      for (String act : acts(word)) {
        if (word.equals("kill-database")) {
          addMissing(missing, "database." + act);
        } else {
          boolean ofBroker = word.equals("kill-broker");
          int many = ofBroker ? Math.max(1, brokers) : nodes;
          for (int part = 1; part <= many; part++) {
            addMissing(missing, (ofBroker ? "broker." : "node.") + part + "." + act);
          }
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new ChaosException(
          "--allow names faults that the target has no command for: " + String.join(", ", missing));
    }
  }

  private void addMissing(List<String> missing, String key) {
    if (!commands.containsKey(key)) {
      missing.add(key);
    }
  }

  private static List<String> acts(String word) {
    return switch (word) {
      case "kill", "kill-broker", "kill-database" -> List.of("kill", "start");
      case "freeze" -> List.of("freeze", "thaw");
      case "partition" -> List.of("cut", "heal");
      case "slow" -> List.of("slow", "heal");
      case "restart" -> List.of("stop", "start");
      default -> List.of();
    };
  }
}
