package io.hie.chaostests.cluster;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.broker.Brokers;
import io.hie.chaostests.fault.Scenario;
import io.hie.chaostests.process.NodeApi;
import io.hie.chaostests.process.Ports;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, brokers and database as processes of this machine, the first node by {@code hie up}, the
 * others by {@code hie up --join}.
 */
public final class LocalCluster implements Stage {
  /**
   * As a supervisor with a usual setting (systemd's RestartSec) waits; and so that a start does not
   * take the processors of this one machine from those that take over, which elsewhere have their
   * own.
   */
  private static final Duration RESTART_AFTER = Duration.ofSeconds(5);

  private static final Duration SUPERVISION = Duration.ofMillis(300);

  private final Settings settings;
  private final Brokers brokers;
  private final @Nullable Database database;
  private final Network network;
  private final String token;
  private final List<Member> members = new ArrayList<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private @Nullable Thread supervisor;

  /**
   * How to make it.
   *
   * @param firstCommand starts a node for the first time, run from {@code directory}
   * @param command starts it again
   * @param data where everything is kept
   * @param prefix words before every command
   * @param javaOptions for each node's JVM
   * @param environment of the nodes, which the production reads
   * @param mllpPort where its service listens, on each node's address
   */
  public record Settings(
      Scenario scenario,
      List<String> firstCommand,
      List<String> command,
      Path directory,
      Path data,
      List<String> prefix,
      String javaOptions,
      Path production,
      Map<String, String> environment,
      int mllpPort,
      Duration startTimeout,
      PrintStream out) {
    public Settings {
      firstCommand = List.copyOf(firstCommand);
      command = List.copyOf(command);
      prefix = List.copyOf(prefix);
      environment = Map.copyOf(environment);
    }
  }

  /** Chooses ports; starts nothing but proxies, if there are any. */
  public LocalCluster(Settings settings) {
    this.settings = settings;
    Scenario scenario = settings.scenario();
    this.brokers = new Brokers(settings.prefix(), settings.data(), scenario.brokers());
    this.database = scenario.database() ? new Database(settings.data().resolve("pg")) : null;
    this.network = new Network(scenario.nodes(), scenario.breaksNetwork());
    this.token = Long.toHexString(new SplittableRandom().nextLong());
    int firstHttpPort = Ports.free();
    for (int node = 0; node < scenario.nodes(); node++) {
      members.add(member(node, node == 0 ? firstHttpPort : Ports.free(), firstHttpPort));
    }
  }

  private Member member(int node, int httpPort, int firstHttpPort) {
    String name = "node-" + (node + 1);
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--data", settings.data().resolve(name).toString()));
    options.addAll(List.of("--http-port", Integer.toString(httpPort)));
    if (node == 0) {
      options.addAll(List.of("--production", settings.production().toString()));
    } else {
      options.addAll(List.of("--join", "127.0.0.1:" + firstHttpPort));
    }
    Map<String, String> environment = new HashMap<>(settings.environment());
    environment.putAll(network.environment(node));
    environment.put("HIE_JAVA_OPTS", settings.javaOptions() + " " + network.javaOptions(node));
    environment.put("HIE_ADMIN_PASSWORD", token);
    environment.put("HIE_JOURNAL", "kafka");
    environment.put("HIE_KAFKA_BOOTSTRAP_SERVERS", brokers.bootstrapServers());
    environment.put("HIE_KAFKA_REPLICATION_FACTOR", Integer.toString(Math.min(3, brokers.size())));
    environment.put("HIE_KAFKA_MIN_INSYNC_REPLICAS", brokers.size() == 1 ? "1" : "2");
    Database store = database;
    if (store != null) {
      environment.put("HIE_CONFIGURATION_JDBC_URL", store.url());
      environment.put("HIE_CONFIGURATION_JDBC_USER", "postgres");
      environment.put("HIE_CONFIGURATION_JDBC_PASSWORD", "postgres");
    }
    return new Member(
        new Member.Settings(
            name,
            words(settings.firstCommand(), options),
            words(settings.command(), options),
            settings.directory(),
            environment,
            httpPort,
            RESTART_AFTER,
            settings.data()));
  }

  private List<String> words(List<String> command, List<String> options) {
    return Stream.of(settings.prefix(), command, options).flatMap(List::stream).toList();
  }

  /**
   * Starts all parts, one node after the other, and waits until they take messages.
   *
   * @throws ChaosException with the place of the log of what did not start
   */
  public void startAll() {
    startWithoutNodes();
    for (int node = 0; node < members.size(); node++) {
      startReady(node);
    }
  }

  /** Starts broker and database. */
  public void startWithoutNodes() {
    PrintStream out = settings.out();
    out.println("starting " + brokers.size() + " broker(s) at " + brokers.bootstrapServers());
    brokers.startAll();
    Database store = database;
    if (store != null) {
      out.println("starting PostgreSQL");
      store.start();
    }
    supervisor = Thread.ofVirtual().name("supervisor").start(this::supervise);
  }

  /**
   * Starts a node and waits until it takes messages.
   *
   * @throws ChaosException with the place of its log if it does not in time
   */
  public void startReady(int node) {
    Member member = members.get(node);
    long start = System.nanoTime();
    member.start();
    while (!member.isReady()) {
      check();
      if (System.nanoTime() - start > settings.startTimeout().toNanos()) {
        throw new ChaosException(
            member.name() + " is not ready in time: see " + member.logs().getLast());
      }
      pause(Duration.ofMillis(100));
    }
    settings
        .out()
        .printf(
            "%s is ready after %.1f s at http://127.0.0.1:%d%n",
            member.name(), (System.nanoTime() - start) / 1e9, member.httpPort());
  }

  /** What a node can be asked. */
  public NodeApi api(int node) {
    return new NodeApi(members.get(node).httpPort(), () -> token);
  }

  private void supervise() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        for (int node = 0; node < members.size(); node++) {
          String told = members.get(node).supervise();
          if (told != null) {
            network.refuse(node);
            settings.out().println("  " + told);
          }
        }
        Thread.sleep(SUPERVISION);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void check() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw new ChaosException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted while the cluster was starting", e);
    }
  }

  @Override
  public List<String> targets() {
    return IntStream.range(0, members.size())
        .mapToObj(node -> Network.host(node) + ":" + settings.mllpPort())
        .toList();
  }

  @Override
  public void kill(int node) {
    members.get(node).kill();
    network.refuse(node);
  }

  @Override
  public void stop(int node) {
    if (!members.get(node).stop()) {
      settings.out().println("  SIGTERM did not end node " + (node + 1) + " in a minute: killed");
    }
    network.refuse(node);
  }

  @Override
  public void start(int node) {
    members.get(node).start();
  }

  @Override
  public void freeze(int node) {
    members.get(node).freeze();
  }

  @Override
  public void thaw(int node) {
    members.get(node).thaw();
  }

  @Override
  public void cut(int node) {
    network.cut(node);
  }

  @Override
  public void slow(int node, Duration delay) {
    network.slow(node, delay);
  }

  @Override
  public void heal(int node) {
    network.heal(node);
  }

  @Override
  public void killBroker(int broker) {
    brokers.kill(broker);
  }

  @Override
  public void startBroker(int broker) {
    brokers.start(broker);
  }

  @Override
  public void killDatabase() {
    store().kill();
  }

  @Override
  public void startDatabase() {
    store().start();
  }

  private Database store() {
    Database store = database;
    if (store == null) {
      throw new ChaosException("this scenario has no database; its file needs: database yes");
    }
    return store;
  }

  @Override
  public boolean isWhole() {
    check();
    brokers.ensureRunning();
    return members.stream().allMatch(Member::isReady) && (brokers.size() == 1 || brokers.inStep());
  }

  @Override
  public String missing() {
    List<String> missing = new ArrayList<>();
    for (Member member : members) {
      if (!member.isReady()) {
        missing.add(member.name() + " is not ready (" + member.logs().getLast() + ")");
      }
    }
    if (brokers.size() > 1 && !brokers.inStep()) {
      missing.add("brokers are not in step");
    }
    return String.join(", ", missing);
  }

  @Override
  public List<Path> logs() {
    return members.stream().flatMap(each -> each.logs().stream()).toList();
  }

  @Override
  public void close() {
    Thread running = supervisor;
    if (running != null) {
      running.interrupt();
    }
    members.forEach(Member::close);
    network.close();
    brokers.close();
    Database store = database;
    if (store != null) {
      store.close();
    }
  }
}
