package io.hie.clusternode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.hie.actormodel.production.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a node is as a member of its cluster: its roles, and who decides when a network breaks.
 * Settings under {@code hie.cluster}, as those of the actor system.
 */
final class Membership {
  static final String LEASE_MAJORITY = "lease-majority";
  private static final String KUBERNETES = "pekko.coordination.lease.kubernetes";
  private static final String NATIVE =
      "org.apache.pekko.coordination.lease.kubernetes.NativeKubernetesLease";
  private static final List<String> STRATEGIES =
      List.of("keep-majority", "keep-oldest", "lease-majority", "static-quorum", "down-all");
  private static final List<String> LEASES = List.of("none", "kubernetes");
  private static final Duration LEAST_LEASE = Duration.ofSeconds(10);
  private static final int HEARTBEATS = 4;

  private Membership() {}

  /** Whether the cluster has a lease that decides which side of a broken network goes on. */
  static boolean hasLease(Config config) {
    return config.getString("hie.cluster.lease").equals("kubernetes");
  }

  /**
   * Settings that count before the others.
   *
   * @throws Node.CannotStartException naming a setting that cannot be, its value, and what it can
   *     be
   */
  static Map<String, String> settings(Config config) throws Node.CannotStartException {
    Map<String, String> all = new HashMap<>();
    roles(config, all);
    one(
        "HIE_SPLIT_BRAIN_STRATEGY",
        ClusterSettings.STRATEGY,
        config.getString(ClusterSettings.STRATEGY),
        STRATEGIES);
    String lease = config.getString("hie.cluster.lease");
    one("HIE_CLUSTER_LEASE", "hie.cluster.lease", lease, LEASES);
    boolean ofSingletons = onOrOff(config);
    if (hasLease(config)) {
      lease(config, ofSingletons, all);
    } else if (ofSingletons || config.getString(ClusterSettings.STRATEGY).equals(LEASE_MAJORITY)) {
      throw new Node.CannotStartException(
          (ofSingletons
                  ? "HIE_CLUSTER_LEASE_SINGLETONS is on"
                  : "HIE_SPLIT_BRAIN_STRATEGY is " + LEASE_MAJORITY)
              + ", and there is no lease; set HIE_CLUSTER_LEASE=kubernetes",
          null);
    }
    return all;
  }

  private static void roles(Config config, Map<String, String> all)
      throws Node.CannotStartException {
    Set<String> roles = new LinkedHashSet<>();
    for (String each : config.getString("hie.cluster.roles").split(",")) {
      String role = each.strip();
      if (role.isEmpty()) {
        continue;
      }
      if (!role.matches("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?") || role.startsWith("dc-")) {
        throw new Node.CannotStartException(
            "HIE_CLUSTER_ROLES (hie.cluster.roles) has \""
                + role
                + "\"; a role is up to 40 small letters, digits and hyphens between them, does not"
                + " begin with dc-, and several have commas between them, such as edge,batch",
            null);
      }
      roles.add(role);
    }
    int number = 0;
    for (String role : roles) {
      all.put("pekko.cluster.roles." + number++, role);
    }
  }

  private static boolean onOrOff(Config config) throws Node.CannotStartException {
    try {
      return config.getBoolean("hie.cluster.lease-singletons");
    } catch (ConfigException wrong) {
      throw new Node.CannotStartException(
          "HIE_CLUSTER_LEASE_SINGLETONS (hie.cluster.lease-singletons) is \""
              + config.getString("hie.cluster.lease-singletons")
              + "\"; it can be on or off",
          wrong);
    }
  }

  private static void lease(Config config, boolean ofSingletons, Map<String, String> all)
      throws Node.CannotStartException {
    Duration timeout;
    try {
      timeout = config.getDuration("hie.cluster.lease-timeout");
    } catch (ConfigException wrong) {
      timeout = Duration.ZERO;
    }
    if (timeout.compareTo(LEAST_LEASE) < 0) {
      throw new Node.CannotStartException(
          "HIE_CLUSTER_LEASE_TIMEOUT (hie.cluster.lease-timeout) is \""
              + config.getString("hie.cluster.lease-timeout")
              + "\"; it takes 10s at least, such as 20s",
          null);
    }
    all.put(KUBERNETES + ".lease-class", NATIVE);
    all.put(KUBERNETES + ".heartbeat-timeout", timeout.toMillis() + "ms");
    all.put(KUBERNETES + ".heartbeat-interval", timeout.toMillis() / HEARTBEATS + "ms");
    String namespace = config.getString("hie.cluster.kubernetes.namespace").strip();
    if (!namespace.isEmpty()) {
      all.put(KUBERNETES + ".namespace", namespace);
    }
    all.put("pekko.cluster.split-brain-resolver.lease-majority.lease-implementation", KUBERNETES);
    if (ofSingletons) {
      all.put("pekko.cluster.singleton.use-lease", KUBERNETES);
    }
  }

  private static void one(String variable, String path, String value, List<String> known)
      throws Node.CannotStartException {
    if (!known.contains(value)) {
      throw new Node.CannotStartException(
          variable
              + " ("
              + path
              + ") is \""
              + value
              + "\"; "
              + Nearest.to(value, new ArrayList<>(known))
                  .map(near -> "did you mean \"" + near + "\"? ")
                  .orElse("")
              + "it can be "
              + String.join(", ", known),
          null);
    }
  }
}
