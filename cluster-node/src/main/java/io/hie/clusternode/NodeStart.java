package io.hie.clusternode;

import com.typesafe.config.Config;
import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.clusternode.Node.CannotStartException;
import io.hie.clusternode.cluster.Formation;
import io.hie.clusternode.deployment.AtStart;
import io.hie.clusternode.tls.ApiTls;
import io.hie.clusternode.tls.Trusted;
import io.hie.clusternode.workers.WorkerSettings;
import io.hie.clusternode.workers.Workers;
import io.hie.configuration.Configuration;
import io.hie.httpapi.HttpApi;
import io.hie.httpapi.sso.SsoSettings;
import io.hie.persistence.ConfigurationJournal;
import io.hie.persistence.MessageJournal;
import io.hie.sharding.allocation.Placement;
import io.hie.sharding.deployment.JournalProductionStore;
import io.hie.sharding.seal.KeyUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.jspecify.annotations.Nullable;

/**
 * How a node starts: its parts in the order in which they need each other, each step told by the
 * API, and all that was started stopped again if one fails.
 */
final class NodeStart {
  private NodeStart() {}

  /** See {@link Node#start}. */
  static Node start(
      NodeSettings given,
      ProductionReader reader,
      @Nullable ItemLibrary library,
      List<Production> productions,
      String token,
      Formation chosen)
      throws CannotStartException, InterruptedException {
    WorkerSettings ofWorkers;
    try {
      ofWorkers = WorkerSettings.of(given.config());
    } catch (IllegalArgumentException wrong) {
      throw new CannotStartException(String.valueOf(wrong.getMessage()), wrong);
    }
    ApiTls tls;
    Optional<SsoSettings> sso;
    try {
      tls = ApiTls.of(given.config(), given.httpInterface());
      sso = SsoSettings.of(given.config());
      sso.map(SsoSettings::authority).ifPresent(file -> Trusted.by(file, "HIE_OIDC_CA"));
    } catch (IllegalArgumentException wrong) {
      throw new CannotStartException(String.valueOf(wrong.getMessage()), wrong);
    }
    Path data = given.dataDirectory();
    NodeSettings settings = given.with(ClusterSettings.of(given, chosen, System.getenv()));
    try {
      OwnerOnly.createDirectory(data);
    } catch (IOException failed) {
      throw new CannotStartException(
          "the data directory " + data + " cannot be made or used", failed);
    }
    CompletableFuture<Done> logFailed = new CompletableFuture<>();
    MessageJournal journal = open(settings, () -> logFailed.complete(Done.getInstance()));
    ConfigurationJournal configurationJournal;
    ActorSystem<SpawnProtocol.Command> system;
    Belonging belonging;
    try {
      belonging = Belonging.of(settings, chosen, journal.config(), token);
      configurationJournal =
          NodeConfiguration.open(
              settings, belonging.config(), () -> logFailed.complete(Done.getInstance()));
      system = ActorSystem.create(SpawnProtocol.create(), "hie", configurationJournal.config());
    } catch (RuntimeException | CannotStartException failed) {
      journal.close();
      throw failed;
    }
    // Before anything that takes time, since they take some too.
    Workers workers = Workers.start(ofWorkers);
    stopAtTheEnd(system, workers);
    Formation formation = belonging.formation();
    try {
      HttpApi.Server http = listen(system, settings, tls);
      ClusterSettings.checkStrategy(formation, journal.config());
      ClusterSettings.checkTls(formation, journal.config());
      ClusterSettings.checkBrokers(settings, formation, journal.config());
      Config config = system.settings().config();
      Path keys = ClusterSettings.keys(data, config);
      WorkspaceSecrets secrets = new WorkspaceSecrets(keys, data.resolve("secrets"));
      ClusterSettings.checkSecrets(formation, secrets, keys);
      configurationJournal.attach(system.classicSystem());
      http.only("the node catches up: it reads the log into its view");
      journal.attach(system.classicSystem());
      http.only(
          formation.invitation() == null
              ? "the node forms its cluster"
              : "the node is joining the cluster by " + formation.invitation().address());
      boolean first = Joining.join(system, formation, http::only);
      http.only("the node catches up: it reads the log of the shards that it is to keep");
      readWhatIsAssigned(system);
      http.only("the node starts its productions");
      JournalProductionStore store = new JournalProductionStore(system, Clock.systemUTC());
      Configuration configuration = NodeConfiguration.start(system);
      Encryption encryption =
          Encryption.of(
              journal.keys(system.classicSystem()), keys, ClusterSettings.makesKeys(config));
      NodeSecrets itemSecrets =
          new NodeSecrets(configuration, encryption.secrets(), encryption::prepareLater);
      ProductionReader knowing = reader.with(itemSecrets.known());
      List<Production> known = Documents.withSecrets(productions, knowing);
      AtStart atStart =
          first
              ? AtStart.decide(store, knowing, known, Clock.systemUTC())
              : AtStart.follow(store, knowing, known);
      Set<String> workspaces =
          atStart.productions().stream()
              .map(each -> each.production().workspace().id())
              .collect(Collectors.toSet());
      workspaces.forEach(encryption::prepare);
      NodeConfiguration.furnish(configuration, workspaces, token, Clock.systemUTC());
      Node node =
          new Node(
              system,
              settings,
              knowing,
              library,
              store,
              atStart,
              encryption,
              workers,
              configuration,
              itemSecrets,
              secrets,
              formation,
              http,
              tls);
      node.serve(settings, token, sso);
      node.remember(formation);
      logFailed.thenRun(node::stopBecauseTheLogFailed);
      return node;
    } catch (KeyUnavailableException failed) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
      throw new CannotStartException(String.valueOf(failed.getMessage()), failed);
    } catch (RuntimeException | TimeoutException failed) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
      Throwable cause =
          failed instanceof CompletionException && failed.getCause() != null
              ? failed.getCause()
              : failed;
      throw new CannotStartException(String.valueOf(cause.getMessage()), cause);
    } catch (CannotStartException failed) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
      throw failed;
    }
  }

  private static MessageJournal open(NodeSettings settings, Runnable onFailure)
      throws CannotStartException {
    Path data = settings.dataDirectory();
    Config config = settings.config();
    JournalMark mark = JournalMark.chosen(config);
    mark.check(data);
    MessageJournal journal;
    try {
      journal = MessageJournal.open(config, onFailure);
    } catch (MessageJournal.CannotOpenException failed) {
      throw new CannotStartException(
          failed.getCause() instanceof SQLException database && database.getErrorCode() == 90020
              ? "the data directory "
                  + data
                  + " is in use by another node; stop that one or name another with --data"
              : String.valueOf(failed.getMessage()),
          failed);
    }
    try {
      mark.set(data);
      return journal;
    } catch (CannotStartException failed) {
      journal.close();
      throw failed;
    }
  }

  /** When the items are, however the node came to its end. */
  private static void stopAtTheEnd(ActorSystem<?> system, Workers workers) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "stop-workers",
            () ->
                CompletableFuture.supplyAsync(
                    () -> {
                      workers.close();
                      return Done.getInstance();
                    },
                    Thread::startVirtualThread));
  }

  /** Before the histories start, so that no shard comes to a node that has not read its log. */
  private static void readWhatIsAssigned(ActorSystem<?> system)
      throws InterruptedException, TimeoutException {
    Duration atMost = system.settings().config().getDuration("hie.kafka.catch-up-timeout");
    try {
      Placement.get(system)
          .start(new JournalLog(system.classicSystem()))
          .toCompletableFuture()
          .get(atMost.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new CompletionException(failed.getCause());
    } catch (TimeoutException tooLong) {
      throw new TimeoutException(
          "the log was not read into the view after "
              + atMost.toSeconds()
              + " s; see that Kafka answers, or raise hie.kafka.catch-up-timeout");
    }
  }

  /** First of all, so that a port which is taken is told at once, and health from the beginning. */
  private static HttpApi.Server listen(ActorSystem<?> system, NodeSettings settings, ApiTls tls)
      throws CannotStartException {
    try {
      HttpApi.Server server =
          HttpApi.open(
                  system,
                  settings.httpInterface(),
                  settings.httpPort(),
                  new HttpApi.Transport(tls.engines(), tls.isSecure()))
              .toCompletableFuture()
              .join();
      tls.watch(system);
      return server;
    } catch (CompletionException failed) {
      throw new CannotStartException(
          "port "
              + settings.httpPort()
              + " on "
              + settings.httpInterface()
              + " cannot be used for the API; stop what uses it or choose another with --http-port",
          failed);
    }
  }
}
