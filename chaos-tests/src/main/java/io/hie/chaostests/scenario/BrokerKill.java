package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.broker.Brokers;
import io.hie.chaostests.ledger.Outage;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.Ports;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Kafka runs outside the node and is killed with SIGKILL under load: the only broker, or one of
 * three. In between, so is the node. While there is no broker nothing may be acknowledged, and the
 * node says what it waits for; once there is one again it goes on by itself.
 */
public final class BrokerKill {
  private static final Duration DRAIN = Duration.ofMinutes(5);
  private static final Duration IN_STEP = Duration.ofSeconds(60);

  /** What was acknowledged up to the kill reaches the load's figures within this time. */
  private static final long ON_ITS_WAY_MILLIS = 500;

  /** After so long without a broker the node must say so. */
  private static final int TELLS_AFTER_SECONDS = 10;

  /**
   * What is done to the parts.
   *
   * @param brokers how many there are; with three, a record has three copies and needs two
   * @param kills of brokers
   * @param nodeKills of the node
   * @param downSeconds the longest that a broker stays away
   */
  public record Faults(int brokers, int kills, int nodeKills, int downSeconds) {
    public Faults {
      if (brokers < 1 || brokers == 2) {
        throw new ChaosException("one broker, or three and more: two cannot lose one");
      }
    }
  }

  private final RigSettings settings;
  private final LoadShape shape;
  private final Faults faults;
  private final Terms terms;
  private final PrintStream out;
  private final List<String> broken = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();

  public BrokerKill(RigSettings settings, LoadShape shape, Faults faults, Terms terms) {
    this.settings = settings;
    this.shape = shape;
    this.faults = faults;
    this.terms = terms;
    this.out = settings.out();
  }

  /** Runs it; true if every promise was kept. */
  public boolean run() {
    out.printf(
        "broker-kill, seed %d. Again with: hie chaos run broker-kill --seed %d --brokers %d --kills"
            + " %d --node-kills %d --down %d --messages %d --connections %d --patients %d%n",
        shape.seed(),
        shape.seed(),
        faults.brokers(),
        faults.kills(),
        faults.nodeKills(),
        faults.downSeconds(),
        shape.messages(),
        shape.connections(),
        shape.patients());
    try (Rig rig = Rig.open(settings, "production-chaos.json", Ports.free())) {
      Brokers brokers = new Brokers(settings.prefix(), rig.directory(), faults.brokers());
      rig.endWithThis(brokers);
      out.println("starting " + faults.brokers() + " broker(s) at " + brokers.bootstrapServers());
      brokers.startAll();
      rig.environment(environment(brokers));
      rig.startSink();
      rig.startNode();
      String run = ControlId.run(System.nanoTime() ^ shape.seed());
      LoadSnapshot sent = loadUnderFire(rig, brokers, run);
      out.println("all is answered; waiting until all is delivered");
      rig.drain(sent.acknowledged(), DRAIN);
      boolean orderly = rig.node().stop();
      out.println(orderly ? "the node stopped in order" : "SIGTERM did not end the node");
      rig.sink().stop();
      boolean logsClean = Judgement.ofLogs(rig, out);
      boolean holds = Judgement.ofRun(rig, run, terms, outages, out) && logsClean;
      broken.forEach(each -> out.println("BROKEN " + each));
      out.println(sent.summary());
      if (holds && broken.isEmpty()) {
        rig.succeed();
      }
      return holds && broken.isEmpty();
    }
  }

  private Map<String, String> environment(Brokers brokers) {
    return Map.of(
        "HIE_JOURNAL",
        "kafka",
        "HIE_KAFKA_BOOTSTRAP_SERVERS",
        brokers.bootstrapServers(),
        "HIE_KAFKA_REPLICATION_FACTOR",
        Integer.toString(Math.min(3, faults.brokers())),
        "HIE_KAFKA_MIN_INSYNC_REPLICAS",
        faults.brokers() == 1 ? "1" : "2");
  }

  private LoadSnapshot loadUnderFire(Rig rig, Brokers brokers, String run) {
    int all = faults.kills() + faults.nodeKills();
    KillPlan plan = KillPlan.of(shape.seed(), all, shape.messages());
    SplittableRandom random = new SplittableRandom(shape.seed() + 1);
    List<Boolean> ofNode = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      ofNode.add(i >= faults.kills());
    }
    for (int i = all - 1; i > 1; i--) {
      ofNode.add(ofNode.remove(1 + random.nextInt(i)));
    }
    boolean longest = true;
    try (LoadProcess load = rig.startLoad(run, shape.options());
        LiveLine _ = LiveLine.start(out, () -> line(rig, load))) {
      for (int i = 0; i < all; i++) {
        KillPlan.Moment moment = plan.moments().get(i);
        while (load.snapshot().acknowledged() < moment.acknowledged() && load.isRunning()) {
          ensureRunning(rig, brokers);
          Pause.millis(10);
        }
        Pause.millis(moment.thenMillis());
        if (ofNode.get(i)) {
          rig.node().killAndStart();
          outages.add(rig.node().outages().getLast());
        } else {
          int index = random.nextInt(brokers.size());
          long down =
              longest
                  ? faults.downSeconds() * 1_000L
                  : random.nextLong(faults.downSeconds() * 1_000L);
          longest = false;
          killBroker(rig, brokers, load, index, down);
        }
      }
      while (load.isRunning()) {
        ensureRunning(rig, brokers);
        Pause.millis(50);
      }
      return load.finish(settings.deadline());
    }
  }

  private void killBroker(Rig rig, Brokers brokers, LoadProcess load, int index, long downMillis) {
    boolean only = brokers.size() == 1;
    out.printf(Locale.ROOT, "  killing broker %d for %,d ms%n", index + 1, downMillis);
    long killed = System.nanoTime();
    brokers.kill(index);
    Pause.millis(ON_ITS_WAY_MILLIS);
    long acknowledged = load.snapshot().acknowledged();
    Pause.millis(Math.max(0, downMillis - ON_ITS_WAY_MILLIS));
    long meanwhile = load.snapshot().acknowledged() - acknowledged;
    if (only && meanwhile > 0) {
      broken.add(meanwhile + " messages were acknowledged while there was no broker");
    }
    if (only && load.isRunning() && downMillis >= TELLS_AFTER_SECONDS * 1_000L) {
      listen(rig);
    }
    long restarted = System.nanoTime();
    brokers.start(index);
    long before = load.snapshot().acknowledged();
    while (load.isRunning()
        && before < shape.messages()
        && load.snapshot().acknowledged() <= before) {
      ensureRunning(rig, brokers);
      Pause.millis(10);
      if (System.nanoTime() - restarted > settings.startTimeout().toNanos()) {
        throw new ChaosException("nothing is acknowledged after a broker is back");
      }
    }
    long again = System.nanoTime();
    if (only) {
      outages.add(new Outage(killed, restarted, again));
    }
    out.printf(
        Locale.ROOT,
        "  %,d acknowledged while it was away; the first %,d ms after its start%n",
        meanwhile,
        (again - restarted) / 1_000_000);
    long deadline = System.nanoTime() + IN_STEP.toNanos();
    while (!brokers.inStep() && System.nanoTime() < deadline) {
      Pause.millis(100);
    }
  }

  private void listen(Rig rig) {
    String reasons = rig.node().readiness();
    out.println("  the node says: " + reasons);
    if (!reasons.contains("waiting for Kafka at")) {
      broken.add("the node does not say that it waits for Kafka, but: " + reasons);
    }
  }

  private static void ensureRunning(Rig rig, Brokers brokers) {
    rig.ensureRunning();
    brokers.ensureRunning();
  }

  private static String line(Rig rig, LoadProcess load) {
    return String.format(
        Locale.ROOT, "%s  at the sink %,d", load.snapshot().line(), rig.sink().distinct());
  }
}
