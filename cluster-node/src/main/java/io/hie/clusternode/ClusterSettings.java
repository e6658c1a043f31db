package io.hie.clusternode;

import com.typesafe.config.Config;
import io.hie.clusternode.cluster.ClusterTls;
import io.hie.clusternode.cluster.Formation;
import io.hie.clusternode.cluster.Gathering;
import io.hie.httpapi.Invitation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;

/**
 * What a node's configuration takes from the cluster that it joins: where the log is, and the keys
 * of the workspaces. What its own environment says counts more.
 */
final class ClusterSettings {
  static final String STRATEGY = "pekko.cluster.split-brain-resolver.active-strategy";

  private ClusterSettings() {}

  /** Settings that count before the others. */
  static Map<String, String> of(
      NodeSettings settings, Formation formation, Map<String, String> environment)
      throws Node.CannotStartException {
    Map<String, String> more = new HashMap<>();
    try {
      ClusterTls.of(settings.config()).ifPresent(tls -> more.putAll(tls.settings()));
    } catch (IllegalArgumentException wrong) {
      throw new Node.CannotStartException(String.valueOf(wrong.getMessage()), wrong);
    }
    int port = formation.file().port();
    if (port > 0 && !environment.containsKey("HIE_CLUSTER_PORT") && isFree(port)) {
      more.put("pekko.remote.artery.canonical.port", Integer.toString(port));
    }
    Invitation invitation = formation.invitation();
    more.putAll(Membership.settings(settings.config()));
    if (!environment.containsKey("HIE_SPLIT_BRAIN_STRATEGY")) {
      more.put(STRATEGY, invitation == null ? strategy(settings) : invitation.downing());
    }
    Gathering gathering = formation.gathering();
    if (gathering != null) {
      checkGathering(settings.config());
      more.putAll(gathering.settings());
    }
    if (invitation == null) {
      return more;
    }
    boolean ownBroker = JournalMark.of(settings.dataDirectory(), JournalMark.KAFKA_EMBEDDED);
    if (!ownBroker && !environment.containsKey("HIE_KAFKA_BOOTSTRAP_SERVERS")) {
      more.put("hie.kafka.bootstrap-servers", String.valueOf(invitation.brokers()));
    }
    boolean ownKeys =
        settings
            .dataDirectory()
            .resolve("secrets")
            .toAbsolutePath()
            .toString()
            .equals(invitation.keys());
    if (!ownKeys && !environment.containsKey("HIE_KEYS_DIRECTORY")) {
      if (!Files.isReadable(Path.of(invitation.keys()))) {
        throw new Node.CannotStartException(
            "the keys of the cluster's workspaces are in "
                + invitation.keys()
                + " on the machine of the node that invites, and this node cannot read them there;"
                + " put them into a directory that all nodes have and name it in"
                + " HIE_KEYS_DIRECTORY for each",
            null);
      }
      more.put("hie.keys.directory", invitation.keys());
      more.put("hie.keys.make", "on");
    }
    return more;
  }

  /** Nodes that are all started alike have nobody from whom they could get these. */
  private static void checkGathering(Config config) throws Node.CannotStartException {
    List<String> missing = new ArrayList<>();
    if (!config.getString("hie.journal").equals("kafka")) {
      throw new Node.CannotStartException(
          "HIE_JOURNAL is "
              + config.getString("hie.journal")
              + ", and HIE_CLUSTER_FORM_BY="
              + config.getString("hie.cluster.form-by")
              + " makes a cluster of several nodes, which needs kafka",
          null);
    }
    if (config.getString("hie.kafka.bootstrap-servers").isBlank()) {
      missing.add(
          "HIE_KAFKA_BOOTSTRAP_SERVERS, the Kafka cluster that keeps the log of all (a broker"
              + " inside each node would make as many logs)");
    }
    if (config.getString("hie.keys.directory").isBlank()) {
      missing.add("HIE_KEYS_DIRECTORY, a directory of the workspaces' keys that all nodes have");
    }
    if (!missing.isEmpty()) {
      throw new Node.CannotStartException(
          "HIE_CLUSTER_FORM_BY="
              + config.getString("hie.cluster.form-by")
              + " needs what is not set: "
              + String.join("; and ", missing),
          null);
    }
  }

  /** Where one node runs the broker that all use, the side that it is likely to be on is kept. */
  private static String strategy(NodeSettings settings) {
    Config config = settings.config();
    boolean embedded =
        config.getString("hie.journal").equals("kafka")
            && config.getString("hie.kafka.bootstrap-servers").isBlank();
    return embedded
        ? "keep-oldest"
        : Membership.hasLease(config) ? Membership.LEASE_MAJORITY : config.getString(STRATEGY);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /** Where the keys and secrets of workspaces are. */
  static Path keys(Path data, Config config) {
    String directory = config.getString("hie.keys.directory");
    return directory.isBlank() ? data.resolve("secrets") : Path.of(directory);
  }

  /** Whether the first key of a workspace is made by this node. */
  static boolean makesKeys(Config config) {
    return config.getString("hie.keys.directory").isBlank() || config.getBoolean("hie.keys.make");
  }

  /** A node whose broker the others use must have it where they look for it. */
  static void checkBrokers(NodeSettings settings, Formation formation, Config config)
      throws Node.CannotStartException {
    Invitation invitation = formation.invitation();
    if (invitation != null
        && JournalMark.of(settings.dataDirectory(), JournalMark.KAFKA_EMBEDDED)
        && !config.getString("hie.kafka.bootstrap-servers").equals(invitation.brokers())) {
      throw new Node.CannotStartException(
          "the other nodes look for the log at "
              + invitation.brokers()
              + ", and this node found that port taken; stop what listens there (ss -ltnp shows it)"
              + " and start it again",
          null);
    }
  }

  /** With another strategy, both sides of a broken network could go on. */
  static void checkStrategy(Formation formation, Config config) throws Node.CannotStartException {
    Invitation invitation = formation.invitation();
    if (invitation != null && !config.getString(STRATEGY).equals(invitation.downing())) {
      throw new Node.CannotStartException(
          "HIE_SPLIT_BRAIN_STRATEGY is "
              + config.getString(STRATEGY)
              + " here and "
              + invitation.downing()
              + " in the cluster; it must be the same on all nodes, so unset it or set it alike",
          null);
    }
  }

  static boolean speaksTls(Config config) {
    return config.getString("pekko.remote.artery.transport").equals("tls-tcp");
  }

  /** Before joining, since a link that is refused looks like one that is broken. */
  static void checkTls(Formation formation, Config config) throws Node.CannotStartException {
    Invitation invitation = formation.invitation();
    if (invitation == null) {
      return;
    }
    if (invitation.tls() != speaksTls(config)) {
      throw new Node.CannotStartException(
          invitation.tls()
              ? "the nodes of the cluster speak TLS with each other, and this one does not; give it"
                  + " a certificate of the cluster's authority in HIE_CLUSTER_TLS_CERTIFICATE,"
                  + " HIE_CLUSTER_TLS_KEY and HIE_CLUSTER_TLS_AUTHORITY"
              : "this node speaks TLS (HIE_CLUSTER_TLS_CERTIFICATE is set), and the nodes of the"
                  + " cluster do not; unset it, or stop all nodes and start them with"
                  + " certificates",
          null);
    }
    if (invitation.tls()) {
      Address address = AddressFromURIString.parse(invitation.address());
      try {
        ClusterTls.of(config)
            .orElseThrow()
            .tryAt(address.getHost().orElse(""), address.getPort().orElse(0));
      } catch (IllegalArgumentException refused) {
        throw new Node.CannotStartException(String.valueOf(refused.getMessage()), refused);
      }
    }
  }

  /** With other secrets, this node would know every patient by another id. */
  static void checkSecrets(Formation formation, WorkspaceSecrets secrets, Path keys)
      throws Node.CannotStartException {
    Invitation invitation = formation.invitation();
    if (invitation == null) {
      return;
    }
    for (Map.Entry<String, String> each : invitation.secrets().entrySet()) {
      Optional<String> here = secrets.trace(each.getKey());
      if (here.isEmpty() || !here.get().equals(each.getValue())) {
        throw new Node.CannotStartException(
            "the secret of workspace "
                + each.getKey()
                + (here.isEmpty() ? " is not in " : " is another than the cluster's in ")
                + keys
                + "; all nodes must read the same keys directory: set HIE_KEYS_DIRECTORY alike",
            null);
      }
    }
  }
}
