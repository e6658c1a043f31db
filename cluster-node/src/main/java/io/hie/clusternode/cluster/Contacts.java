package io.hie.clusternode.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.discovery.Lookup;
import org.apache.pekko.discovery.ServiceDiscovery.ResolvedTarget;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrapSettings;
import scala.jdk.javaapi.OptionConverters;

/** Whom a node that gathers has found, for people who wonder why it waits. Blocks for seconds. */
final class Contacts {
  private static final int CONNECT_MILLIS = 1_000;
  private static final java.time.Duration LOOK_UP = java.time.Duration.ofSeconds(5);

  private Contacts() {}

  /** Who was found and who of them listens. */
  static String words(ActorSystem<?> system, Gathering gathering) {
    ClusterBootstrap bootstrap = ClusterBootstrap.get(system.classicSystem());
    ClusterBootstrapSettings settings = bootstrap.settings();
    Lookup lookup =
        Lookup.create(settings.getContactPointDiscoveryEffectiveName(system.classicSystem()));
    if (settings.getContactPointDiscoveryPortName().isPresent()) {
      lookup = lookup.withPortName(settings.getContactPointDiscoveryPortName().get());
    }
    if (settings.getContactPointDiscoveryProtocol().isPresent()) {
      lookup = lookup.withProtocol(settings.getContactPointDiscoveryProtocol().get());
    }
    List<String> silent = new ArrayList<>();
    int found = 0;
    try {
      for (ResolvedTarget each :
          bootstrap
              .discovery()
              .lookup(lookup, LOOK_UP)
              .toCompletableFuture()
              .join()
              .getAddresses()) {
        found++;
        int port = each.getPort().map(Integer.class::cast).orElse(gathering.port());
        if (!listens(each, port)) {
          silent.add(each.host() + ":" + port);
        }
      }
    } catch (CompletionException | CancellationException failed) {
      Throwable why = failed.getCause() == null ? failed : failed.getCause();
      return gathering.words()
          + " cannot be looked up ("
          + why.getClass().getSimpleName()
          + (why.getMessage() == null ? "" : ": " + why.getMessage())
          + ")";
    }
    return "by "
        + gathering.words()
        + " "
        + found
        + " were found, of which "
        + (found - silent.size())
        + " answer"
        + (silent.isEmpty() ? "" : " and not " + String.join(", ", silent))
        + "; "
        + gathering.required()
        + " must be found, and all that are found must answer";
  }

  private static boolean listens(ResolvedTarget target, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(
          OptionConverters.toJava(target.address())
              .map(address -> new InetSocketAddress(address, port))
              .orElseGet(() -> new InetSocketAddress(target.host(), port)),
          CONNECT_MILLIS);
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }
}
