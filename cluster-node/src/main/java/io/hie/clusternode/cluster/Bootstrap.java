package io.hie.clusternode.cluster;

import java.net.BindException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;

/**
 * Finds the other nodes and is found by them, by Pekko's cluster bootstrap. What others can ask of
 * this node is {@code GET /bootstrap/seed-nodes} and nothing else; with TLS between nodes it is
 * asked and answered by TLS too.
 */
public final class Bootstrap {
  private static final long BIND_SECONDS = 20;
  private static final long AGAIN_MILLIS = 250;

  private Bootstrap() {}

  /**
   * Starts to look. The node then forms or joins a cluster by itself.
   *
   * @throws IllegalStateException if the place where others ask cannot be used
   */
  public static void start(ActorSystem<?> system, Gathering gathering)
      throws InterruptedException, TimeoutException {
    PekkoManagement management = PekkoManagement.get(system.classicSystem());
    Optional<ClusterTls> tls = ClusterTls.of(system.settings().config());
    try {
      if (tls.isPresent()) {
        TlsEngines engines = new TlsEngines(tls.get());
        Http.get(system.classicSystem())
            .setDefaultClientHttpsContext(ConnectionContext.httpsClient(engines::client));
        management
            .start(
                settings ->
                    settings.withHttpsConnectionContext(
                        ConnectionContext.httpsServer(engines::server)))
            .toCompletableFuture()
            .get(BIND_SECONDS, TimeUnit.SECONDS);
      } else {
        management.start().toCompletableFuture().get(BIND_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException(
          "port "
              + gathering.port()
              + " on "
              + gathering.host()
              + " cannot be used for other nodes to find this one"
              + (failed.getCause() instanceof BindException
                  ? ", something else listens there or the address is not this machine's"
                  : "")
              + "; set HIE_CLUSTER_MANAGEMENT_PORT and HIE_CLUSTER_MANAGEMENT_HOST",
          failed);
    }
    ClusterBootstrap.get(system.classicSystem()).start();
  }

  /** Whom the node has found so far, in words. Blocks for some seconds. */
  public static String found(ActorSystem<?> system, Gathering gathering) {
    return Contacts.words(system, gathering);
  }

  /**
   * Waits, once the node is up, until the oldest node of the cluster has what it needs to tell the
   * others what runs.
   *
   * @return whether this node is the oldest itself
   * @throws TimeoutException if the oldest does not answer in the time that gathering may take
   */
  public static boolean isFirst(ActorSystem<?> system, Gathering gathering)
      throws InterruptedException, TimeoutException {
    Cluster cluster = Cluster.get(system);
    long deadline = System.nanoTime() + gathering.patience().toNanos();
    String silent = "";
    while (System.nanoTime() - deadline < 0) {
      Member oldest = cluster.selfMember();
      for (Member member : cluster.state().getMembers()) {
        if (member.status() != MemberStatus.joining() && member.isOlderThan(oldest)) {
          oldest = member;
        }
      }
      if (oldest.equals(cluster.selfMember())) {
        return true;
      }
      try {
        Roster.ask(system, oldest.address().toString())
            .toCompletableFuture()
            .get(BIND_SECONDS, TimeUnit.SECONDS);
        return false;
      } catch (ExecutionException | TimeoutException notYet) {
        silent = oldest.address().toString();
      }
      Thread.sleep(AGAIN_MILLIS);
    }
    throw new TimeoutException(
        "the oldest node of the cluster, "
            + silent
            + ", does not say that it is ready; see its log, or start this node again later");
  }
}
