package io.hie.clusternode;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.httpapi.NodeView.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.cluster.MemberStatus;

/** Whether a node takes messages: by what its cluster thinks of it, and by its services. Pure. */
final class NodeReadiness {
  private NodeReadiness() {}

  /** Why a member of such a status does not take messages. */
  static Optional<String> membership(MemberStatus status) {
    if (status == MemberStatus.up()) {
      return Optional.empty();
    }
    if (status == MemberStatus.joining()) {
      return Optional.of("the node is joining its cluster");
    }
    if (status == MemberStatus.weaklyUp()) {
      return Optional.of(
          "the node is joining its cluster, which has a member that cannot be reached: wait until"
              + " that is removed or back (hie cluster status)");
    }
    return Optional.of(
        status == MemberStatus.leaving() || status == MemberStatus.exiting()
            ? "the node is leaving its cluster"
            : "the node was removed from its cluster and ends; start it again");
  }

  /** By the services that are to run here. */
  static Readiness of(List<ProductionActor.Status> productions) {
    List<String> reasons = new ArrayList<>();
    for (ProductionActor.Status production : productions) {
      for (ItemStatus item : production.items()) {
        boolean wanted =
            production.desired().getOrDefault(item.address().item(), Desired.STOPPED)
                != Desired.STOPPED;
        if (item.kind() == ItemKind.SERVICE && wanted && !takesMessages(item.phase())) {
          reasons.add(
              item.address()
                  + " is "
                  + item.phase()
                  + (item.detail().isEmpty() ? "" : ": " + item.detail()));
        }
      }
    }
    return new Readiness(reasons);
  }

  private static boolean takesMessages(Phase phase) {
    return phase == Phase.RUNNING || phase == Phase.PAUSED || phase == Phase.STANDBY;
  }
}
