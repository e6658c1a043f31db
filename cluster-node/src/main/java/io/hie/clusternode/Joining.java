package io.hie.clusternode;

import io.hie.clusternode.cluster.Formation;
import io.hie.httpapi.Invitation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/** Brings an actor system into its cluster. */
final class Joining {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Joining() {}

  /**
   * Returns when the node is up.
   *
   * @throws TimeoutException with what to do, if it is not in a minute
   */
  static void join(ActorSystem<?> system, Formation formation)
      throws InterruptedException, TimeoutException {
    Cluster cluster = Cluster.get(system);
    Invitation invitation = formation.invitation();
    CompletableFuture<Done> up = new CompletableFuture<>();
    org.apache.pekko.cluster.Cluster classic = org.apache.pekko.cluster.Cluster.get(system);
    classic.registerOnMemberUp(() -> up.complete(Done.getInstance()));
    classic.registerOnMemberRemoved(
        () ->
            up.completeExceptionally(
                new IllegalStateException(
                    "the cluster did not take this node; the lines above say why")));
    cluster
        .manager()
        .tell(
            invitation == null
                ? Join.create(cluster.selfMember().address())
                : new JoinSeedNodes(List.of(AddressFromURIString.parse(invitation.address()))));
    try {
      up.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException refused) {
      throw new IllegalStateException(refused.getCause().getMessage(), refused);
    } catch (TimeoutException late) {
      throw new TimeoutException(
          invitation == null
              ? "the node could not form a cluster in "
                  + PATIENCE.toSeconds()
                  + " s; is the machine very busy?"
              : "the cluster did not take this node in "
                  + PATIENCE.toSeconds()
                  + " s by "
                  + invitation.address()
                  + "; see that both nodes reach each other's ports of the cluster"
                  + " (HIE_CLUSTER_HOST, HIE_CLUSTER_PORT), and that no member is unreachable");
    }
  }
}
