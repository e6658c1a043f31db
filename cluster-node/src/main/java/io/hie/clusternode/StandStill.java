package io.hie.clusternode;

import com.typesafe.config.Config;
import io.hie.actormodel.runtime.Pulse;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Iterator;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * A node of a cluster that stood still for so long that the others may have removed it ends at
 * once. An end in order would give it time to deliver what others deliver by now; what is open is
 * in the log, and the same command starts it again.
 */
final class StandStill {
  private static final int EXIT_CODE = 1;

  private StandStill() {}

  static Pulse watch(Node node, PrintWriter err) {
    return Pulse.watch(
        limit(node.system().settings().config()),
        stood -> {
          boolean alone = isAlone(node);
          if (!alone) {
            err.println(
                "hie: this node stood still for "
                    + stood.toSeconds()
                    + " s, and the others may have removed it from the cluster; it ends now, start"
                    + " it again and it comes back");
            err.flush();
            Runtime.getRuntime().halt(EXIT_CODE);
          }
          return alone;
        });
  }

  private static boolean isAlone(Node node) {
    Iterator<Member> members = Cluster.get(node.system()).state().getMembers().iterator();
    if (members.hasNext()) {
      members.next();
    }
    return !members.hasNext();
  }

  /** Before that nobody can have removed it. */
  static Duration limit(Config config) {
    return config
        .getDuration("pekko.cluster.failure-detector.acceptable-heartbeat-pause")
        .plus(config.getDuration("pekko.cluster.split-brain-resolver.stable-after"));
  }
}
