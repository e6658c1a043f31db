package io.hie.clusternode;

import com.typesafe.config.Config;
import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.history.search.MessageSearch;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.library.JarStatus;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.actormodel.runtime.Productions;
import io.hie.clusternode.cluster.Census;
import io.hie.clusternode.cluster.Formation;
import io.hie.clusternode.cluster.Roster;
import io.hie.clusternode.deployment.AtStart;
import io.hie.clusternode.deployment.Deployer;
import io.hie.clusternode.deployment.DutyWatch;
import io.hie.clusternode.deployment.Follower;
import io.hie.clusternode.deployment.JarReload;
import io.hie.clusternode.deployment.Running;
import io.hie.clusternode.deployment.SinglesHere;
import io.hie.clusternode.tls.ApiTls;
import io.hie.clusternode.tls.Trusted;
import io.hie.clusternode.workers.WorkerSettings;
import io.hie.clusternode.workers.Workers;
import io.hie.configuration.Configuration;
import io.hie.configuration.UsageMeter;
import io.hie.httpapi.ClusterView;
import io.hie.httpapi.Deployments;
import io.hie.httpapi.HttpApi;
import io.hie.httpapi.Invitation;
import io.hie.httpapi.NodeView;
import io.hie.httpapi.SecretVault;
import io.hie.httpapi.sso.SingleSignOn;
import io.hie.httpapi.sso.SsoSettings;
import io.hie.persistence.ConfigurationJournal;
import io.hie.persistence.MessageJournal;
import io.hie.persistence.search.MessageIndex;
import io.hie.sharding.allocation.Placement;
import io.hie.sharding.deployment.JournalProductionStore;
import io.hie.sharding.history.Histories;
import io.hie.sharding.key.EntityId;
import io.hie.sharding.replay.Replays;
import io.hie.sharding.seal.KeyUnavailableException;
import io.hie.sharding.single.SingleItems;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * A running node. Its parts start in the order in which they need each other: the log, the cluster,
 * the productions' descriptions, the histories (which take up open work), the items, the API. They
 * stop the other way round: first nothing more is taken in, then what is open is given time to
 * finish, then the rest.
 */
public final class Node implements NodeView, AutoCloseable {
  private static final Duration TO_PROVIDER = Duration.ofSeconds(3);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final ActorSystem<SpawnProtocol.Command> system;
  private final Histories histories;
  private final Replays replays;
  private final Running running;
  private final MessageIndex search;
  private final Deployer deployments;
  private final Supplier<ProductionReader> reader;
  private final @Nullable ItemLibrary library;
  private final Configuration configuration;
  private final Follower follower;
  private final NodeSettings settings;
  private final NodeSecrets itemSecrets;
  private final UsageMeter usage;
  private final WorkspaceSecrets secrets;
  private final String clusterName;
  private final List<String> notes;
  private final Workers workers;
  private volatile boolean stopping;
  private volatile boolean logFailed;
  private final HttpApi.Server http;
  private final ApiTls tls;
  private final Census census;
  private final boolean hasBroker;

  /** A node cannot start; the text says why and what to do. */
  public static final class CannotStartException extends Exception {
    private static final long serialVersionUID = 1L;

    CannotStartException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Starts a node and its productions. Returns when the API answers; items may still be starting.
   *
   * @throws CannotStartException with all that was started stopped again
   */
  public static Node start(NodeSettings settings, List<Production> productions, String token)
      throws CannotStartException, InterruptedException {
    ProductionReader reader = Documents.reader(System.getenv(), settings.httpPort());
    return start(settings, reader, ItemFolder.library(), productions, token, Formation.alone());
  }

  /**
   * The same with a reader for the documents that are stored or come later, and with item jars that
   * may change while the node runs.
   *
   * @param library has the types of the reader now, and may have others later; null if there are
   *     only those of the reader
   * @param productions given by the operator; what is stored runs too, see {@link AtStart}
   * @param chosen how it comes into a cluster
   */
  public static Node start(
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

  private Node(
      ActorSystem<SpawnProtocol.Command> system,
      NodeSettings settings,
      ProductionReader reader,
      @Nullable ItemLibrary library,
      JournalProductionStore store,
      AtStart atStart,
      Encryption encryption,
      Workers workers,
      Configuration configuration,
      NodeSecrets itemSecrets,
      WorkspaceSecrets secrets,
      Formation formation,
      HttpApi.Server http,
      ApiTls tls) {
    this.system = system;
    this.tls = tls;
    this.configuration = configuration;
    this.settings = settings;
    this.itemSecrets = itemSecrets;
    this.secrets = secrets;
    this.http = http;
    this.hasBroker = JournalMark.chosen(settings.config()) == JournalMark.KAFKA_EMBEDDED;
    this.clusterName = formation.file().cluster();
    this.reader = library == null ? () -> reader : () -> reader.with(library.types());
    this.library = library;
    this.workers = workers;
    Clock clock = Clock.systemUTC();
    this.usage = NodeConfiguration.usage(system, configuration, clock);
    this.notes = atStart.notes();
    for (AtStart.Chosen chosen : atStart.productions()) {
      Productions.get(system).deploy(Running.described(chosen.production()));
    }
    this.histories = Histories.start(system, new EntityId(secrets::of), encryption.keys(), clock);
    this.running =
        new Running(
            system, histories, clock, workers.jvms(), itemSecrets, usage, DutyWatch.now(system));
    this.search = MessageJournal.search(system.classicSystem(), clock);
    this.replays = Replays.start(system, histories, running::production, clock);
    atStart.productions().forEach(running::start);
    this.deployments =
        new Deployer(
            system,
            store,
            this.reader,
            running,
            encryption::prepareLater,
            Cluster.get(system).selfMember().uniqueAddress().toString(),
            workspace -> NodeConfiguration.quotas(configuration, workspace),
            clock);
    this.follower = new Follower(system, store, this.reader, running, encryption::prepareLater);
    SingleItems singles =
        SingleItems.start(
            system,
            new SinglesHere(running, DutyWatch.start(system, follower::duty), () -> stopping));
    running.reachBy(singles::route);
    store.watch(follower::seen);
    if (library != null) {
      JarReload.start(
          system,
          library,
          deployments,
          running,
          system.settings().config().getDuration("hie.items.look-interval"));
    }
    this.census = new Census(system, clusterName, this::invitation, () -> NodeReport.of(this));
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(), "stop-taking-in", this::stopServices);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceRequestsDone(),
            "finish-open-work",
            this::finishOpenWork);
    CoordinatedShutdown.get(system)
        .addTask(CoordinatedShutdown.PhaseServiceStop(), "stop-items", this::stopItems);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeClusterShutdown(),
            "write-usage",
            () -> usage.flush().thenApply(written -> Done.getInstance()));
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

  private void serve(NodeSettings settings, String token, Optional<SsoSettings> sso) {
    byte[] signingKey =
        SigningKey.in(
            settings.dataDirectory(), system.settings().config().getString("hie.keys.directory"));
    http.serve(
        this,
        new HttpApi.Secrets(token, signingKey),
        sso.map(each -> singleSignOn(each, signingKey)));
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceUnbind(),
            "close-api-to-others",
            () -> {
              http.only("the node is leaving: it hands its shards over");
              return CompletableFuture.completedFuture(Done.getInstance());
            });
  }

  private SingleSignOn singleSignOn(SsoSettings settings, byte[] key) {
    HttpClient client =
        Trusted.client(settings.authority(), "HIE_OIDC_CA").connectTimeout(TO_PROVIDER).build();
    system.getWhenTerminated().thenRun(client::shutdownNow);
    return new SingleSignOn(settings, client, key, Clock.systemUTC());
  }

  // --- what the API sees

  @Override
  public Histories histories() {
    return histories;
  }

  @Override
  public Replays replays() {
    return replays;
  }

  @Override
  public MessageSearch search() {
    return search;
  }

  @Override
  public CompletionStage<List<ProductionActor.Status>> productions() {
    return running.statuses();
  }

  @Override
  public Configuration configuration() {
    return configuration;
  }

  @Override
  public UsageMeter usage() {
    return usage;
  }

  @Override
  public SecretVault secrets() {
    return itemSecrets;
  }

  @Override
  public Deployments deployments() {
    return deployments;
  }

  @Override
  public ItemTypes itemTypes() {
    return reader.get().types();
  }

  @Override
  public List<JarStatus> itemJars() {
    return library == null ? List.of() : library.jars();
  }

  /** Process ids of the JVMs beside this one that hold instances of items. */
  public List<Long> workerPids() {
    return workers.pids();
  }

  @Override
  public ClusterView cluster() {
    return census;
  }

  private Invitation invitation() {
    Config config = system.settings().config();
    Map<String, String> traces = new TreeMap<>();
    for (DeployedProduction production : Productions.get(system).all()) {
      secrets
          .trace(production.workspace())
          .ifPresent(trace -> traces.put(production.workspace(), trace));
    }
    String journal = config.getString("hie.journal");
    return new Invitation(
        clusterName,
        Formation.PROTOCOL,
        Hie.VERSION,
        Cluster.get(system).selfMember().address().toString(),
        config.getInt("hie.history.shards"),
        journal,
        journal.equals("kafka") ? config.getString("hie.kafka.bootstrap-servers") : null,
        config.getString(ClusterSettings.STRATEGY),
        ClusterSettings.speaksTls(config),
        ClusterSettings.keys(settings.dataDirectory(), config).toAbsolutePath().toString(),
        traces);
  }

  /** Writes down how to come back, and tells others where this node is. */
  private void remember(Formation formation) throws CannotStartException {
    Address self = Cluster.get(system).selfMember().address();
    Path data = settings.dataDirectory();
    int port = self.getPort().orElse(0);
    try {
      formation.remember(data, port, http.port());
    } catch (IOException failed) {
      throw new CannotStartException(
          "what the node is to remember of its cluster cannot be kept in " + data, failed);
    }
    new Roster(
        system,
        new Roster.Entry(
            self.toString(), (tls.isOwn() ? "https://" : "") + apiAddress(), Hie.VERSION),
        formation.file().withPorts(port, http.port()),
        data);
  }

  /** Which version of each production runs and why, for the operator. */
  public List<String> notes() {
    return notes;
  }

  @Override
  public CompletionStage<Readiness> readiness() {
    if (stopping) {
      return notReady("the node is leaving: it lets go of its ports");
    }
    Optional<String> membership = membership(Cluster.get(system).selfMember().status());
    if (membership.isPresent()) {
      return notReady(membership.get());
    }
    Optional<String> waitsFor = MessageJournal.waitsFor(system.classicSystem());
    if (waitsFor.isPresent()) {
      return notReady(waitsFor.get());
    }
    List<String> behind = follower.problems();
    if (!behind.isEmpty()) {
      return CompletableFuture.completedFuture(new Readiness(behind));
    }
    return productions().thenApply(Node::readiness);
  }

  private static CompletionStage<Readiness> notReady(String reason) {
    return CompletableFuture.completedFuture(new Readiness(List.of(reason)));
  }

  /** Why a member of such a status does not take messages. */
  private static Optional<String> membership(MemberStatus status) {
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

  @Override
  public Optional<String> mustRestart() {
    return logFailed
        ? Optional.of("the log has failed: mend the disk and start the node again")
        : endedBecause();
  }

  private static Readiness readiness(List<ProductionActor.Status> productions) {
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

  /** Where others find the API, as {@code host:port}. */
  String apiAddress() {
    String listens = settings.httpInterface();
    boolean everywhere = listens.equals("0.0.0.0") || listens.equals("::");
    return (everywhere ? Cluster.get(system).selfMember().address().getHost().orElse("") : listens)
        + ":"
        + http.port();
  }

  /** Where people on this machine or others find it. */
  String apiUrl() {
    return tls.scheme() + "://" + apiAddress();
  }

  /** Whether the log of the cluster is in this node. */
  boolean hasBroker() {
    return hasBroker;
  }

  /** Where the API listens. */
  public int httpPort() {
    return http.port();
  }

  /** The actor system, which ends with the node. */
  public ActorSystem<?> system() {
    return system;
  }

  // --- stopping

  /**
   * Nothing can be stored any more in this process, so it ends; the next one goes on with what is
   * in the log.
   */
  private void stopBecauseTheLogFailed() {
    logFailed = true;
    system
        .log()
        .error(
            "the log has failed (is the disk full?); the node stops. Mend that and start it"
                + " again.");
    system.terminate();
  }

  /** Why the node ended though nobody asked it to; empty if somebody did. */
  public Optional<String> endedBecause() {
    return CoordinatedShutdown.get(system)
        .getShutdownReason()
        .flatMap(
            reason ->
                reason.equals(CoordinatedShutdown.clusterDowningReason())
                    ? Optional.of(
                        "the other nodes could not reach this one and removed it from the cluster;"
                            + " start it again and it comes back")
                    : Optional.empty());
  }

  /** Whether the node ended because its log could not be written. */
  public boolean logHasFailed() {
    return logFailed;
  }

  private CompletionStage<Done> stopServices() {
    stopping = true;
    return running
        .tellAll(ProductionActor.StopServices::new)
        .whenComplete((done, failure) -> DutyWatch.resign(system));
  }

  /** What is open now stays in the log; the wait only saves the next start some work. */
  private CompletionStage<Done> finishOpenWork() {
    CompletableFuture<Done> finished = new CompletableFuture<>();
    long deadline = System.nanoTime() + DRAIN.toNanos();
    awaitNothingOpen(finished, deadline);
    return finished;
  }

  private void awaitNothingOpen(CompletableFuture<Done> finished, long deadline) {
    boolean open =
        Productions.get(system).all().stream()
            .anyMatch(each -> histories.openMessages(each.workspace(), each.project()) > 0);
    if (!open || System.nanoTime() - deadline > 0) {
      finished.complete(Done.getInstance());
      return;
    }
    system
        .scheduler()
        .scheduleOnce(
            Duration.ofMillis(50),
            () -> awaitNothingOpen(finished, deadline),
            system.executionContext());
  }

  private CompletionStage<Done> stopItems() {
    return running.tellAll(ProductionActor.StopAll::new);
  }

  /** Stops the node and waits until it has. */
  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
