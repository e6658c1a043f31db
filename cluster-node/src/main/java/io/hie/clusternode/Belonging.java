package io.hie.clusternode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.clusternode.cluster.Formation;
import io.hie.clusternode.cluster.Terms;
import io.hie.persistence.MessageJournal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * By what the nodes of a cluster know each other: the log that they keep, and the terms that are
 * the same on all.
 *
 * @param formation with the cluster's name
 * @param config the node's, with what it tells others
 */
record Belonging(Formation formation, Config config) {
  private static final int LEASE_CHARACTERS = 8;

  /**
   * Blocks while it asks Kafka, if the node finds others by itself.
   *
   * @param config what the actor system was to be made with
   * @param token the administrator's password
   */
  static Belonging of(NodeSettings settings, Formation chosen, Config config, String token)
      throws Node.CannotStartException {
    boolean gathers = chosen.gathering() != null;
    String log = "";
    if (gathers) {
      try {
        log = MessageJournal.nameOfLog(config);
      } catch (MessageJournal.CannotOpenException failed) {
        throw new Node.CannotStartException(String.valueOf(failed.getMessage()), failed);
      }
    }
    Formation formation = gathers ? chosen.called(log) : chosen;
    Path keys = ClusterSettings.keys(settings.dataDirectory(), config);
    Terms terms =
        new Terms(
            config.getString("pekko.remote.artery.canonical.hostname") + ":" + settings.httpPort(),
            Hie.VERSION,
            Formation.PROTOCOL,
            config.getInt("hie.history.shards"),
            config.getString("hie.journal"),
            log,
            config.getString(ClusterSettings.STRATEGY),
            config.getBoolean("hie.history.encryption") ? "on" : "off",
            gathers ? Terms.traceOf(token, log) : "",
            new WorkspaceSecrets(keys, keys).traces());
    Map<String, String> more = new HashMap<>(terms.settings());
    more.put("hie.cluster.self", UUID.randomUUID().toString());
    more.put("pekko.cluster.app-version", Hie.VERSION);
    if (gathers) {
      // Two clusters in one namespace must not take each other's.
      more.put(
          "pekko.cluster.split-brain-resolver.lease-majority.lease-name",
          "hie-" + formation.file().cluster().substring(0, LEASE_CHARACTERS) + "-split-brain");
    }
    return new Belonging(formation, ConfigFactory.parseMap(more).withFallback(config));
  }
}
