package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.actormodel.instance.InstanceJvm;
import io.hie.sharding.key.EntityId;
import io.hie.sharding.seal.MemoryKeys;
import io.hie.sharding.seal.WrappedDataKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.SnapshotMeta;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A node for tests: a cluster of one, and histories over a journal in memory. */
final class Engine implements AutoCloseable {
  static final int SHARDS = 4;
  private static final AtomicInteger PROJECTS = new AtomicInteger();
  private static final byte[] SECRET = "a secret of thirty-two bytes, ok".getBytes(US_ASCII);

  private static final String CONFIG =
      """
      pekko {
        loglevel = "WARNING"
        actor.provider = cluster
        actor.testkit.typed.default-timeout = 20s
        remote.artery {
          canonical { hostname = "127.0.0.1", port = 0 }
          large-message-destinations = [
            "/system/sharding/*", "/system/sharding/*/*", "/system/sharding/*/*/*", "/system/shard-homes/*"
          ]
        }
        coordinated-shutdown {
          run-by-actor-system-terminate = off
          terminate-actor-system = off
          run-by-jvm-shutdown-hook = off
        }
        cluster {
          jmx.enabled = off
          gossip-interval = 100ms
          leader-actions-interval = 100ms
          periodic-tasks-initial-delay = 100ms
          sharding {
            remember-entities-store = ddata
            distributed-data.durable.keys = []
            entity-restart-backoff = 300ms
            retry-interval = 200ms
          }
        }
      }
      hie.history {
        shards = 4
        read-journal = "pekko.persistence.testkit.query"
      }
      """;

  final ActorTestKit testKit;
  final Histories histories;
  final PersistenceTestKit journal;
  final SnapshotTestKit snapshots;

  /** Where data keys are kept, and the workspaces' keys. */
  final MemoryKeys keys;

  /** Beside this one, for items of the execution mode multiprocess. */
  final List<InstanceJvm> jvms = new ArrayList<>();

  /** Histories that were written to, so that their log can be taken along. */
  final Set<String> known = ConcurrentHashMap.newKeySet();

  private Engine(Config config, Log log, @Nullable Engine beside) {
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    keys = log.keys;
    testKit = ActorTestKit.create("hie", config);
    journal = PersistenceTestKit.create(testKit.system());
    snapshots = SnapshotTestKit.create(testKit.system());
    takeUp(log);
    Cluster cluster = Cluster.get(testKit.system());
    cluster
        .manager()
        .tell(
            Join.create(
                Cluster.get((beside == null ? this : beside).system()).selfMember().address()));
    await().until(() -> cluster.selfMember().status() == MemberStatus.up());
    histories =
        Histories.start(
            testKit.system(), ids(), new WrappedDataKeys(keys, keys), Clock.systemUTC());
  }

  static EntityId ids() {
    return new EntityId(workspace -> SECRET.clone());
  }

  /** What a node leaves behind on its disk. */
  record Log(
      Set<String> histories,
      Map<String, List<Object>> events,
      Map<String, List<Pair<SnapshotMeta, Object>>> snapshots,
      MemoryKeys keys) {
    static Log empty() {
      return new Log(Set.of(), Map.of(), Map.of(), new MemoryKeys());
    }
  }

  static Engine start() {
    return start("");
  }

  /** A node with settings of its own, in HOCON. */
  static Engine start(String settings) {
    return start(settings, Log.empty());
  }

  /** Another node of the same cluster, with a log of its own. */
  static Engine beside(Engine first, String settings) {
    return start(settings, new Log(Set.of(), Map.of(), Map.of(), first.keys), first);
  }

  /** A node that goes on where another one stopped. */
  static Engine start(String settings, Log log) {
    return start(settings, log, null);
  }

  private static Engine start(String settings, Log log, @Nullable Engine beside) {
    return new Engine(
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.parseString(CONFIG))
            .withFallback(PersistenceTestKitPlugin.getInstance().config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load())
            .resolve(),
        log,
        beside);
  }

  ActorSystem<?> system() {
    return testKit.system();
  }

  /** A production to be put together and run here. */
  Flow.Builder flow() {
    return flow("project" + PROJECTS.incrementAndGet());
  }

  /** One under the name of another, to take its work over. */
  Flow.Builder flow(String project) {
    return new Flow.Builder(this, project);
  }

  /** The node dies in an instant: nothing more is written, and nobody is told. */
  Log crash() {
    journal.withPolicy(
        (id, operation) ->
            operation instanceof WriteEvents
                ? StorageFailure.create(new IllegalStateException("the node is dead"))
                : ProcessingSuccess.getInstance());
    Map<String, List<Object>> events = new LinkedHashMap<>();
    Map<String, List<Pair<SnapshotMeta, Object>>> kept = new LinkedHashMap<>();
    for (String id : known) {
      take(HistoryEntity.persistenceId(id).id(), events);
      kept.put(
          HistoryEntity.persistenceId(id).id(),
          snapshots.persistedInStorage(HistoryEntity.persistenceId(id).id()));
    }
    // What sharding remembers of entities and shards.
    for (int shard = 0; shard < SHARDS; shard++) {
      take("/sharding/historyShard/" + shard, events);
    }
    take("/sharding/historyCoordinator", events);
    Log log = new Log(Set.copyOf(known), events, kept, keys);
    close();
    return log;
  }

  /** Has what another node left behind, as one that reads the same log. */
  void takeUp(Log log) {
    log.events.forEach(journal::persistForRecovery);
    log.snapshots.forEach(snapshots::persistForRecovery);
    known.addAll(log.histories);
  }

  private void take(String persistenceId, Map<String, List<Object>> events) {
    List<Object> written = journal.persistedInStorage(persistenceId);
    if (!written.isEmpty()) {
      events.put(persistenceId, written);
    }
  }

  @Override
  public void close() {
    testKit.shutdownTestKit();
  }
}
