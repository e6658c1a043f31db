package io.hie.clusternode.cluster;

import com.typesafe.config.Config;
import io.hie.clusternode.NodeSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.awaitility.Awaitility;

/** Actor systems of one JVM that find each other as nodes do. */
final class Gathered implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BOOTSTRAP = "pekko.management.cluster.bootstrap.";

  private final List<ActorSystem<Void>> systems = new ArrayList<>();

  static final Terms TERMS =
      new Terms(
          "127.0.0.1:8080",
          "0.1.0",
          Formation.PROTOCOL,
          16,
          "kafka",
          "log/hie-events",
          "keep-majority",
          "on",
          Terms.traceOf("password", "log/hie-events"),
          Map.of("royal", "0011"));

  /** Settings of a node that is not to leave in order when it is stopped, as one that is killed. */
  static Config config(Map<String, String> settings, Terms terms) {
    Map<String, String> all = new HashMap<>(terms.settings());
    all.put(TermsCheck.SELF, UUID.randomUUID().toString());
    all.put("hie.journal", "kafka");
    all.put("pekko.cluster.jmx.enabled", "off");
    all.put("pekko.cluster.split-brain-resolver.stable-after", "1s");
    all.put("pekko.coordinated-shutdown.run-by-actor-system-terminate", "off");
    all.put("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    all.put(BOOTSTRAP + "contact-point-discovery.interval", "200ms");
    all.put(BOOTSTRAP + "contact-point-discovery.stable-margin", "500ms");
    all.put(BOOTSTRAP + "contact-point.probe-interval", "200ms");
    all.put("pekko.remote.artery.advanced.bind-timeout", "10s");
    all.putAll(settings);
    return new NodeSettings(Path.of("unused"), "127.0.0.1", 0, all).config();
  }

  /** Starts one that looks for the others. */
  ActorSystem<Void> start(Map<String, String> settings) throws Exception {
    return start(settings, TERMS);
  }

  ActorSystem<Void> start(Map<String, String> settings, Terms terms) throws Exception {
    Config chosen = config(settings, terms);
    Forming forming = Forming.of(chosen, null);
    Gathering gathering = ((Forming.Gather) forming).gathering();
    Map<String, String> all = new HashMap<>(gathering.settings());
    all.putAll(settings);
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "hie", config(all, terms));
    systems.add(system);
    Bootstrap.start(system, gathering);
    return system;
  }

  static void awaitOne(List<ActorSystem<Void>> nodes) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Set<Set<String>> seen = new HashSet<>();
              nodes.forEach(node -> seen.add(up(node)));
              return seen.size() == 1 && seen.iterator().next().size() == nodes.size();
            });
  }

  /** Whom a node knows to be up, as persons and not only by address. */
  static Set<String> up(ActorSystem<?> node) {
    Set<String> up = new HashSet<>();
    for (Member member : Cluster.get(node).state().getMembers()) {
      if (member.status() == MemberStatus.up()) {
        up.add(member.uniqueAddress().toString());
      }
    }
    return up;
  }

  /** As if its process had died: it says nothing to the others. */
  static void kill(ActorSystem<?> system) {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> open = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      open.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : open) {
      socket.close();
    }
    return ports;
  }

  @Override
  public void close() {
    systems.forEach(ActorSystem::terminate);
    systems.forEach(each -> each.getWhenTerminated().toCompletableFuture().join());
  }
}
