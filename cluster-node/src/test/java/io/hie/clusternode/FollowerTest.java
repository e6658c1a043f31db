package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import io.hie.actormodel.runtime.Productions;
import io.hie.clusternode.deployment.AtStart;
import io.hie.clusternode.deployment.Duty;
import io.hie.clusternode.deployment.Follower;
import io.hie.clusternode.deployment.Plans;
import io.hie.clusternode.deployment.Running;
import io.hie.configuration.Configuration;
import io.hie.persistence.ConfigurationJournal;
import io.hie.persistence.MessageJournal;
import io.hie.sharding.history.Histories;
import io.hie.sharding.key.EntityId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FollowerTest {
  private static final Duty.Peer SELF = new Duty.Peer("self", "self", "here", true);

  @Test
  void shouldTakeOverAServiceThoughWhoKnowsTheLatestIsGone(@TempDir Path data) throws Exception {
    List<Integer> ports = List.of(Hospital.freePort(), Hospital.freePort());
    ProductionReader reader =
        new ProductionReader(ItemTypes.installed(getClass().getClassLoader()), Map.of());
    Production production = production(reader, ports);
    NodeSettings settings = new NodeSettings(data, "127.0.0.1", 0, Map.of("hie.journal", "jdbc"));
    MessageJournal journal = MessageJournal.open(settings.config(), () -> {});
    ConfigurationJournal configurationJournal =
        NodeConfiguration.open(settings, journal.config(), () -> {});
    ActorSystem<SpawnProtocol.Command> system =
        ActorSystem.create(SpawnProtocol.create(), "hie", configurationJournal.config());
    try {
      configurationJournal.attach(system.classicSystem());
      journal.attach(system.classicSystem());
      Cluster cluster = Cluster.get(system);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
      await().until(() -> cluster.selfMember().status() == MemberStatus.up());
      Productions.get(system).deploy(Plans.described(production));
      Encryption encryption =
          Encryption.of(journal.keys(system.classicSystem()), data.resolve("secrets"), true);
      encryption.prepare("royal");
      Histories histories =
          Histories.start(
              system, new EntityId(name -> new byte[32]), encryption.keys(), Clock.systemUTC());
      Configuration configuration = NodeConfiguration.start(system);
      Running running =
          new Running(
              system,
              histories,
              Clock.systemUTC(),
              List.of(),
              new NodeSecrets(configuration, encryption.secrets(), encryption::prepareLater),
              NodeConfiguration.usage(system, configuration, Clock.systemUTC()),
              withOther(true));
      running.start(new AtStart.Chosen(production, Map.of()));
      Follower follower =
          new Follower(
              system,
              new Silent(),
              () -> reader,
              running,
              workspace -> CompletableFuture.completedFuture(null));
      follower.seen(Map.of("royal/ADT", 1L));
      await().until(() -> listening(ports) > 0);
      assertThat(listening(ports)).as("while the other is another node's").isEqualTo(1);

      follower.duty(withOther(false));

      await().until(() -> listening(ports) == 2);
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  private static Duty withOther(boolean reachable) {
    return new Duty("self", List.of(new Duty.Peer("other", "other", "here", reachable), SELF));
  }

  /** With two services, so that each of two nodes has one. */
  private static Production production(ProductionReader reader, List<Integer> ports) {
    String document =
        """
        {"name": "ADT", "workspace": "royal", "items": [
          {"name": "In", "item_type": "SERVICE", "type": "hl7.mllp.service",
           "adapter_settings": {"Port": %d}, "host_settings": {"TargetConfigNames": ["Out"]}},
          {"name": "In_Too", "item_type": "SERVICE", "type": "hl7.mllp.service",
           "adapter_settings": {"Port": %d}, "host_settings": {"TargetConfigNames": ["Out"]}},
          {"name": "Out", "item_type": "OPERATION", "type": "hl7.mllp.operation",
           "adapter_settings": {"Host": "127.0.0.1", "Port": 1}}]}
        """
            .formatted(ports.getFirst(), ports.getLast());
    Verdict verdict = reader.read(document.getBytes(StandardCharsets.UTF_8));
    if (verdict instanceof Verdict.Accepted accepted) {
      return accepted.production();
    }
    throw new AssertionError(verdict.problems());
  }

  private static long listening(List<Integer> ports) {
    return ports.stream().filter(FollowerTest::listens).count();
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /** The node that it is kept on has died, and nothing comes back. */
  private static final class Silent implements ProductionStore {
    @Override
    public CompletionStage<List<ProductionRecord>> all() {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<ProductionRecord> find(String workspace, String project) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<ProductionRecord> append(
        ProductionRecord before, ProductionEvent event) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<String> document(ProductionRecord record, long version) {
      return new CompletableFuture<>();
    }
  }
}
