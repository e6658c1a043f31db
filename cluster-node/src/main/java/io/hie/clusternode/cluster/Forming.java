package io.hie.clusternode.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.hie.actormodel.production.Nearest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a node is to come into its cluster, as its user chose it: {@code hie.cluster.form-by}. */
public sealed interface Forming {
  /** What can be chosen, as it is written. */
  List<String> WAYS = List.of("alone", "join", "static", "dns", "kubernetes");

  /** It forms a cluster, or goes back into the one that it remembers. */
  record Alone() implements Forming {}

  /**
   * It asks a running node for an invitation.
   *
   * @param at that node's API, as its user wrote it
   */
  record Join(String at) implements Forming {}

  /**
   * Nodes find each other by themselves: all are started alike, in any order, and those that find
   * no cluster form one together.
   */
  record Gather(Gathering gathering) implements Forming {}

  /**
   * What is chosen.
   *
   * @param config the node's, resolved
   * @param join what was given as {@code --join}; null if nothing was
   * @throws FormationException naming the setting, its value, and what it can be
   */
  static Forming of(Config config, @Nullable String join) throws FormationException {
    String way = config.getString("hie.cluster.form-by").strip();
    if (!WAYS.contains(way) && !way.isEmpty()) {
      throw new FormationException(
          "HIE_CLUSTER_FORM_BY (hie.cluster.form-by) is \""
              + way
              + "\"; "
              + Nearest.to(way, WAYS).map(near -> "did you mean \"" + near + "\"? ").orElse("")
              + "it can be "
              + String.join(", ", WAYS));
    }
    if (join != null) {
      if (!way.isEmpty() && !way.equals("join")) {
        throw new FormationException(
            "--join "
                + join
                + " and HIE_CLUSTER_FORM_BY="
                + way
                + " are two ways into a cluster; unset one of them");
      }
      return new Join(join);
    }
    try {
      return switch (way) {
        case "", "alone" -> new Alone();
        case "join" -> new Join(required(config, "hie.cluster.join", "HIE_CLUSTER_JOIN", way));
        default -> new Gather(Gathering.of(config, way));
      };
    } catch (ConfigException wrong) {
      throw new FormationException(
          "the settings by which nodes form a cluster are wrong: " + wrong.getMessage());
    }
  }

  /** A setting that a way cannot do without. */
  static String required(Config config, String path, String variable, String way)
      throws FormationException {
    String value = config.getString(path).strip();
    if (value.isEmpty()) {
      throw new FormationException(
          variable + " (" + path + ") is not set, and HIE_CLUSTER_FORM_BY=" + way + " needs it");
    }
    return value;
  }
}
