package io.hie.clusternode;

import io.hie.clusternode.cluster.Bootstrap;
import io.hie.clusternode.cluster.Formation;
import io.hie.clusternode.cluster.Gathering;
import io.hie.clusternode.cluster.TermsCheck;
import io.hie.httpapi.Invitation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings an actor system into its cluster. */
final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TELL = Duration.ofSeconds(10);

  private Joining() {}

  /**
   * Returns when the node is up.
   *
   * @param progress told now and then what a node waits for that looks for others
   * @return whether it is the first node of its cluster, which says what runs
   * @throws TimeoutException with what to do, if it is not in a minute, or in the time that
   *     gathering may take
   * @throws IllegalStateException with the reason, if the cluster does not take it
   */
  static boolean join(ActorSystem<?> system, Formation formation, Consumer<String> progress)
      throws InterruptedException, TimeoutException {
    Cluster cluster = Cluster.get(system);
    Invitation invitation = formation.invitation();
    Gathering gathering = formation.gathering();
    CompletableFuture<Done> up = up(system);
    if (gathering != null) {
      Bootstrap.start(system, gathering);
      await(system, up, gathering, progress);
      return Bootstrap.isFirst(system, gathering);
    }
    cluster
        .manager()
        .tell(
            invitation == null
                ? Join.create(cluster.selfMember().address())
                : new JoinSeedNodes(List.of(AddressFromURIString.parse(invitation.address()))));
    try {
      up.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return invitation == null;
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

  /** Done when the node is up; fails with the reason if the cluster does not take it. */
  private static CompletableFuture<Done> up(ActorSystem<?> system) {
    CompletableFuture<Done> up = new CompletableFuture<>();
    org.apache.pekko.cluster.Cluster classic = org.apache.pekko.cluster.Cluster.get(system);
    classic.registerOnMemberUp(() -> up.complete(Done.getInstance()));
    Runnable refused =
        () ->
            up.completeExceptionally(
                new IllegalStateException(
                    TermsCheck.refusal(system)
                        .orElse(
                            "the cluster did not take this node; the lines above and the log of"
                                + " the cluster's nodes say why")));
    classic.registerOnMemberRemoved(refused);
    system.getWhenTerminated().thenRun(refused);
    return up;
  }

  private static void await(
      ActorSystem<?> system,
      CompletableFuture<Done> up,
      Gathering gathering,
      Consumer<String> progress)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + gathering.patience().toNanos();
    String found = "";
    while (System.nanoTime() - deadline < 0) {
      try {
        up.get(TELL.toSeconds(), TimeUnit.SECONDS);
        return;
      } catch (ExecutionException refused) {
        throw new IllegalStateException(refused.getCause().getMessage(), refused);
      } catch (TimeoutException notYet) {
        found = Bootstrap.found(system, gathering);
        LOG.info("The node looks for its cluster: {}", found);
        progress.accept("the node looks for its cluster: " + found);
      }
    }
    throw new TimeoutException(
        "no cluster was found or formed in " + gathering.patience().toSeconds() + " s: " + found);
  }
}
