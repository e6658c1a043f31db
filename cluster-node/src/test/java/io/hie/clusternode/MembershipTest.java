package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import io.hie.clusternode.cluster.FakeKubernetes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.coordination.lease.javadsl.Lease;
import org.apache.pekko.coordination.lease.javadsl.LeaseProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roles of a node, and the lease that decides who goes on. */
@Timeout(60)
class MembershipTest {
  private static final String LEASE = "pekko.coordination.lease.kubernetes";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Config config(Map<String, String> settings) {
    return new NodeSettings(Path.of("unused"), "127.0.0.1", 0, settings).config();
  }

  private static Config applied(Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(Membership.settings(config(settings)));
    all.putAll(settings);
    return config(all);
  }

  @Test
  void shouldGiveANodeItsRoles() throws Exception {
    assertThat(applied(Map.of()).getStringList("pekko.cluster.roles")).isEmpty();
    assertThat(
            applied(Map.of("hie.cluster.roles", "edge, batch,edge"))
                .getStringList("pekko.cluster.roles"))
        .containsExactly("edge", "batch");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hie.cluster.roles | Edge | HIE_CLUSTER_ROLES (hie.cluster.roles) has \"Edge\"",
        "hie.cluster.roles | dc-east | does not begin with dc-",
        "hie.cluster.lease | kubernets | is \"kubernets\"; did you mean \"kubernetes\"? it can be"
            + " none",
        "hie.cluster.lease-singletons | on | HIE_CLUSTER_LEASE_SINGLETONS is on, and there is no",
        "hie.cluster.lease-singletons | maybe | is \"maybe\"; it can be on or off",
        "pekko.cluster.split-brain-resolver.active-strategy | keep-majorty | did you mean"
            + " \"keep-majority\"",
        "pekko.cluster.split-brain-resolver.active-strategy | lease-majority | there is no lease",
      })
  void shouldSayWhatIsWrongAndHowToMendIt(String key, String value, String said) {
    assertThatThrownBy(() -> Membership.settings(config(Map.of(key, value))))
        .isInstanceOf(Node.CannotStartException.class)
        .hasMessageContaining(said);
  }

  @Test
  void shouldNotTakeALeaseThatIsLostTooSoon() {
    assertThatThrownBy(
            () ->
                Membership.settings(
                    config(
                        Map.of(
                            "hie.cluster.lease", "kubernetes", "hie.cluster.lease-timeout", "2s"))))
        .isInstanceOf(Node.CannotStartException.class)
        .hasMessageContaining("HIE_CLUSTER_LEASE_TIMEOUT")
        .hasMessageContaining("\"2s\"; it takes 10s at least");
  }

  private static ActorSystem<Void> system(FakeKubernetes kubernetes) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("hie.cluster.lease", "kubernetes");
    settings.put("hie.cluster.lease-singletons", "on");
    settings.put("hie.cluster.kubernetes.namespace", "royal");
    settings.put(LEASE + ".secure-api-server", "off");
    settings.put(LEASE + ".api-service-host", "127.0.0.1");
    settings.put(LEASE + ".api-service-port", Integer.toString(kubernetes.port()));
    // Whatever else the machine does.
    settings.put(LEASE + ".lease-operation-timeout", "20s");
    settings.put("hie.journal", "kafka");
    settings.put("pekko.cluster.jmx.enabled", "off");
    settings.put(ClusterSettings.STRATEGY, Membership.LEASE_MAJORITY);
    settings.put("pekko.cluster.split-brain-resolver.stable-after", "1s");
    settings.put("pekko.coordinated-shutdown.run-by-actor-system-terminate", "off");
    settings.put("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    return ActorSystem.create(Behaviors.empty(), "hie", applied(settings));
  }

  private static boolean acquire(Lease lease) {
    return lease.acquire().toCompletableFuture().join();
  }

  @Test
  void shouldLetTheNodeGoOnThatGetsTheLease() throws Exception {
    try (FakeKubernetes kubernetes = new FakeKubernetes()) {
      List<ActorSystem<Void>> nodes = new ArrayList<>();
      try {
        nodes.add(system(kubernetes));
        nodes.add(system(kubernetes));
        Cluster first = Cluster.get(nodes.get(0));
        for (ActorSystem<Void> node : nodes) {
          Cluster.get(node).manager().tell(Join.create(first.selfMember().address()));
        }
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> nodes.stream().allMatch(node -> members(Cluster.get(node)) == 2));
        // given a lease that one node can have at a time
        Lease one = LeaseProvider.get(nodes.get(0)).getLease("shared", LEASE, "one");
        Lease other = LeaseProvider.get(nodes.get(1)).getLease("shared", LEASE, "other");
        assertThat(acquire(one)).isTrue();
        assertThat(acquire(other)).isFalse();
        assertThat(kubernetes.holder("shared")).contains("one");
        assertThat(one.release().toCompletableFuture().join()).isTrue();
        assertThat(acquire(other)).isTrue();
        assertThat(other.release().toCompletableFuture().join()).isTrue();
        // when the first dies, of two
        ActorSystem<Void> left = nodes.get(1);
        nodes.get(0).terminate();
        nodes.get(0).getWhenTerminated().toCompletableFuture().join();
        // then the other takes the lease and goes on by itself
        Awaitility.await().atMost(PATIENCE).until(() -> members(Cluster.get(left)) == 1);
        assertThat(Cluster.get(left).selfMember().status()).isEqualTo(MemberStatus.up());
        assertThat(kubernetes.holder("hie-pekko-sbr"))
            .hasValueSatisfying(
                holder ->
                    assertThat(holder)
                        .contains(
                            Integer.toString(
                                Cluster.get(left).selfMember().address().getPort().orElse(0))));
      } finally {
        nodes.forEach(ActorSystem::terminate);
        nodes.forEach(each -> each.getWhenTerminated().toCompletableFuture().join());
      }
    }
  }

  private static int members(Cluster cluster) {
    int up = 0;
    for (org.apache.pekko.cluster.Member member : cluster.state().getMembers()) {
      up += member.status() == MemberStatus.up() ? 1 : 0;
    }
    return up;
  }
}
