package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.load.LoadSnapshot;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.process.LoadProcess;
import io.hie.chaostests.process.NodeApi;
import io.hie.chaostests.process.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;

/**
 * The production is changed at random moments under load: items that the load does not go through
 * are made anew, the router's rules change in place, and now and then a document comes whose
 * service finds its port taken, which must be undone. The load's connections must never notice, and
 * the ledger must hold.
 */
public final class HotReload {
  private static final Duration DRAIN = Duration.ofMinutes(5);
  private static final String RULE = "{ \"otherwise\": true, \"to\": [\"Archive\"] }";

  private final RigSettings settings;
  private final LoadShape shape;
  private final int changes;
  private final Terms terms;
  private final PrintStream out;
  private final List<Long> millis = new ArrayList<>();
  private int undone;

  public HotReload(RigSettings settings, LoadShape shape, int changes, Terms terms) {
    this.settings = settings;
    this.shape = shape;
    this.changes = changes;
    this.terms = terms;
    this.out = settings.out();
  }

  /** Runs it; true if every promise was kept. */
  public boolean run() {
    out.printf(
        "hot-reload, seed %d. Again with: hie chaos run hot-reload --seed %d --changes %d"
            + " --messages %d --connections %d --patients %d --window %d%n",
        shape.seed(),
        shape.seed(),
        changes,
        shape.messages(),
        shape.connections(),
        shape.patients(),
        shape.window());
    try (Rig rig = Rig.open(settings, "production-reload.json", Ports.free())) {
      rig.startSink();
      rig.startNode();
      String run = ControlId.run(System.nanoTime() ^ shape.seed());
      LoadSnapshot sent = loadAndChange(rig, run);
      out.println("all is answered; waiting until all is delivered");
      rig.drain(sent.acknowledged(), DRAIN);
      rig.node().stop();
      rig.sink().stop();
      boolean logs = Judgement.ofLogs(rig, out);
      boolean ledger = Judgement.ofRun(rig, run, terms, out);
      out.println(sent.summary());
      boolean unnoticed = unnoticed(sent);
      boolean holds = logs && ledger && unnoticed;
      if (holds) {
        rig.succeed();
      }
      return holds;
    }
  }

  private LoadSnapshot loadAndChange(Rig rig, String run) {
    Random random = new Random(shape.seed());
    String document = document();
    try (LoadProcess load = rig.startLoad(run, shape.options());
        LiveLine _ = LiveLine.start(out, () -> line(rig, load))) {
      for (int i = 1; i <= changes && load.isRunning(); i++) {
        long due = shape.messages() * i / (changes + 1);
        while (load.snapshot().acknowledged() < due && load.isRunning()) {
          rig.ensureRunning();
          Pause.millis(5);
        }
        document = change(rig, document, i, random);
      }
      while (load.isRunning()) {
        rig.ensureRunning();
        Pause.millis(50);
      }
      return load.finish(settings.deadline());
    }
  }

  /** Makes one change; gives the document that runs after it. */
  private String change(Rig rig, String document, int number, Random random) {
    String next;
    boolean bad = number % 5 == 0;
    if (bad) {
      next = document.replaceFirst("\"Port\": 0", "\"Port\": " + rig.sinkPort());
    } else if (random.nextBoolean()) {
      next =
          document
              .replaceFirst("\"IdleTimeout\": \\d+", "\"IdleTimeout\": " + (1000 + number))
              .replaceFirst("side[-0-9]*-\\{", "side-" + number + "-{");
    } else {
      String rule = "{ \"when\": \"MSH-10 = 'nobody-" + number + "'\", \"to\": [\"Archive\"] }";
      next =
          document.replaceFirst(
              "(?s)(\\{ \"when\": \"MSH-10[^}]*\\},\\s*)?" + quoted(), rule + ", " + RULE);
    }
    long begun = System.nanoTime();
    NodeApi.Answer answer = rig.node().api().apply(next);
    millis.add((System.nanoTime() - begun) / 1_000_000);
    if (answer.status() != (bad ? 409 : 200)) {
      throw new ChaosException(
          "change " + number + " was answered with " + answer.status() + ": " + answer.body());
    }
    if (bad) {
      undone++;
      return document;
    }
    return next;
  }

  private static String quoted() {
    return java.util.regex.Pattern.quote(RULE);
  }

  private boolean unnoticed(LoadSnapshot sent) {
    List<Long> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    out.printf(
        "%d changes, %d of them undone as they had to be; a change took %d ms in the middle, nine"
            + " of ten at most %d ms, the longest %d ms, the first %d ms%n",
        sorted.size(),
        undone,
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() * 9 / 10),
        sorted.getLast(),
        millis.getFirst());
    if (sent.linksLost() + sent.negative() + sent.timeouts() == 0) {
      out.println("  No connection was lost and no message refused.");
      return true;
    }
    out.printf(
        "  BROKEN: %d connections lost, %d messages refused, %d not answered in time%n",
        sent.linksLost(), sent.negative(), sent.timeouts());
    return false;
  }

  private static String document() {
    try (InputStream in =
        ChaosException.class.getResourceAsStream("/io/hie/chaostests/production-reload.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ChaosException("cannot read the scenario's production: " + e, e);
    }
  }

  private String line(Rig rig, LoadProcess load) {
    return String.format(
        Locale.ROOT,
        "changes %d/%d  %s  at the sink %,d",
        millis.size(),
        changes,
        load.snapshot().line(),
        rig.sink().distinct());
  }
}
