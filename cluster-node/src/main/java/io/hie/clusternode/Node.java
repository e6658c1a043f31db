package io.hie.clusternode;

import com.typesafe.config.Config;
import io.hie.actormodel.history.search.MessageSearch;
import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.library.JarStatus;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.actormodel.runtime.Productions;
import io.hie.clusternode.cluster.Census;
import io.hie.clusternode.cluster.CrashWatch;
import io.hie.clusternode.cluster.Formation;
import io.hie.clusternode.cluster.Roster;
import io.hie.clusternode.deployment.AtStart;
import io.hie.clusternode.deployment.Deployer;
import io.hie.clusternode.deployment.DutyWatch;
import io.hie.clusternode.deployment.Follower;
import io.hie.clusternode.deployment.JarReload;
import io.hie.clusternode.deployment.Plans;
import io.hie.clusternode.deployment.Running;
import io.hie.clusternode.deployment.SinglesHere;
import io.hie.clusternode.tls.ApiTls;
import io.hie.clusternode.tls.Trusted;
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
import io.hie.persistence.MessageJournal;
import io.hie.persistence.search.MessageIndex;
import io.hie.sharding.deployment.JournalProductionStore;
import io.hie.sharding.history.Histories;
import io.hie.sharding.key.EntityId;
import io.hie.sharding.replay.Replays;
import io.hie.sharding.single.SingleItems;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;
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
    return NodeStart.start(given, reader, library, productions, token, chosen);
  }

  Node(
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
      Productions.get(system).deploy(Plans.described(chosen.production()));
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
    CrashWatch.start(system);
    new OrderlyStop(system, running, histories, usage).register(() -> stopping = true);
  }

  /** Has the API answer. */
  void serve(NodeSettings settings, String token, Optional<SsoSettings> sso) {
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
  void remember(Formation formation) throws CannotStartException {
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
    Optional<String> membership =
        NodeReadiness.membership(Cluster.get(system).selfMember().status());
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
    return productions().thenApply(NodeReadiness::of);
  }

  private static CompletionStage<Readiness> notReady(String reason) {
    return CompletableFuture.completedFuture(new Readiness(List.of(reason)));
  }

  @Override
  public Optional<String> mustRestart() {
    return logFailed
        ? Optional.of("the log has failed: mend the disk and start the node again")
        : endedBecause();
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
  void stopBecauseTheLogFailed() {
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

  /** Stops the node and waits until it has. */
  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
