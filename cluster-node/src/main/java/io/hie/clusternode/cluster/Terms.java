package io.hie.clusternode.cluster;

import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What must be the same on all nodes of a cluster, as a node tells it to one that it wants to join.
 * No secret is in it, only traces.
 *
 * @param node for people: where its API is to be
 * @param version of HIE
 * @param protocol what nodes say to each other, {@link Formation#PROTOCOL}
 * @param shards how many
 * @param journal {@code kafka} or {@code jdbc}
 * @param log what all who keep this log call it; empty if the node did not ask
 * @param downing the strategy by which nodes that cannot be reached are removed
 * @param encryption whether contents are stored encrypted
 * @param password a trace of the administrator's; empty if nodes may have different ones
 * @param secrets by workspace, a trace of its secret
 */
public record Terms(
    String node,
    String version,
    int protocol,
    int shards,
    String journal,
    String log,
    String downing,
    String encryption,
    String password,
    Map<String, String> secrets) {
  static final String PATH = "hie.cluster.terms.";

  /** As they are sent; new ones are added, and none changes what it means. */
  static final List<String> KEYS =
      List.of(
          PATH + "node",
          PATH + "version",
          PATH + "protocol",
          PATH + "shards",
          PATH + "journal",
          PATH + "log",
          PATH + "downing",
          PATH + "encryption",
          PATH + "password",
          PATH + "secrets");

  private static final int ITERATIONS = 210_000;
  private static final int TRACE_BITS = 64;

  public Terms {
    secrets = Map.copyOf(secrets);
  }

  /** The settings of an actor system that tells them. */
  public Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(PATH + "node", node);
    all.put(PATH + "version", version);
    all.put(PATH + "protocol", Integer.toString(protocol));
    all.put(PATH + "shards", Integer.toString(shards));
    all.put(PATH + "journal", journal);
    all.put(PATH + "log", log);
    all.put(PATH + "downing", downing);
    all.put(PATH + "encryption", encryption);
    all.put(PATH + "password", password);
    all.put(
        PATH + "secrets",
        new TreeMap<>(secrets)
            .entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("\n")));
    return all;
  }

  /** What a node told; empty if it told nothing of the kind. */
  static Optional<Terms> of(Config config) {
    if (!KEYS.stream().allMatch(config::hasPath)) {
      return Optional.empty();
    }
    Map<String, String> secrets = new TreeMap<>();
    config
        .getString(PATH + "secrets")
        .lines()
        .forEach(
            line -> {
              int equals = line.lastIndexOf('=');
              if (equals > 0) {
                secrets.put(line.substring(0, equals), line.substring(equals + 1));
              }
            });
    return Optional.of(
        new Terms(
            config.getString(PATH + "node"),
            config.getString(PATH + "version"),
            config.getInt(PATH + "protocol"),
            config.getInt(PATH + "shards"),
            config.getString(PATH + "journal"),
            config.getString(PATH + "log"),
            config.getString(PATH + "downing"),
            config.getString(PATH + "encryption"),
            config.getString(PATH + "password"),
            secrets));
  }

  /**
   * Why a node must not join, each with what to do; empty if it may.
   *
   * @param cluster of a node that is in it
   * @param joining of the one that wants to
   */
  static List<String> differences(Terms cluster, Terms joining) {
    if (cluster.protocol() != joining.protocol()) {
      return List.of(
          "the cluster is version "
              + cluster.version()
              + " and its nodes speak protocol "
              + cluster.protocol()
              + " with each other, the node is version "
              + joining.version()
              + " and speaks "
              + joining.protocol()
              + "; start it with the cluster's version, or bring all nodes to one version");
    }
    List<String> all = new ArrayList<>();
    if (!Versions.fit(cluster.version(), joining.version())) {
      all.add(
          "the cluster is version "
              + cluster.version()
              + " and the node "
              + joining.version()
              + ", which is more than one minor version away; upgrade one minor version at a time");
    }
    differ(
        all,
        "HIE_JOURNAL",
        cluster.journal(),
        joining.journal(),
        "all nodes must keep one log of one kind");
    if (!cluster.log().isEmpty() && !joining.log().isEmpty()) {
      differ(
          all,
          "the log (the Kafka cluster's id and the topic)",
          cluster.log(),
          joining.log(),
          "it is another cluster's node, or HIE_KAFKA_BOOTSTRAP_SERVERS names other brokers: two"
              + " logs cannot be made one");
    }
    differ(
        all,
        "hie.history.shards",
        Integer.toString(cluster.shards()),
        Integer.toString(joining.shards()),
        "the same patient would be in two places");
    differ(
        all,
        "HIE_SPLIT_BRAIN_STRATEGY",
        cluster.downing(),
        joining.downing(),
        "both sides of a broken network could go on");
    differ(
        all,
        "HIE_ENCRYPTION",
        cluster.encryption(),
        joining.encryption(),
        "some contents would be stored in the clear");
    if (!cluster.password().isEmpty()
        && !joining.password().isEmpty()
        && !cluster.password().equals(joining.password())) {
      all.add(
          "HIE_ADMIN_PASSWORD of the node is another than the cluster's; give all nodes the same,"
              + " by which they know that they belong together");
    }
    for (Map.Entry<String, String> each : new TreeMap<>(cluster.secrets()).entrySet()) {
      String here = joining.secrets().getOrDefault(each.getKey(), each.getValue());
      if (!here.equals(each.getValue())) {
        all.add(
            "the secret of workspace "
                + each.getKey()
                + " is another than the cluster's; all nodes must read the same keys directory: set"
                + " HIE_KEYS_DIRECTORY alike");
      }
    }
    return all;
  }

  private static void differ(
      List<String> all, String what, String cluster, String joining, String why) {
    if (!cluster.equals(joining)) {
      all.add(what + " is " + cluster + " in the cluster and " + joining + " on the node; " + why);
    }
  }

  /**
   * What shows that two nodes have one password, and nothing that helps to guess it fast. Takes a
   * tenth of a second.
   *
   * @param log which it is a trace for, so that the same password leaves another elsewhere
   */
  public static String traceOf(String password, String log) {
    try {
      PBEKeySpec spec =
          new PBEKeySpec(
              password.toCharArray(),
              ("nodes of " + log).getBytes(StandardCharsets.UTF_8),
              ITERATIONS,
              TRACE_BITS);
      return HexFormat.of()
          .formatHex(
              SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                  .generateSecret(spec)
                  .getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA256", impossible);
    }
  }
}
