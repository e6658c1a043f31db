package io.hie.clusternode.demo;

import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import io.hie.clusternode.Node;
import io.hie.clusternode.NodeSettings;
import io.hie.clusternode.Startup;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hie demo}: the engine at its main job. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the main job: a node with the example production and invented patients.",
      "Sends it their messages over MLLP, and says what was received, acknowledged, persisted and"
          + " delivered."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long PROGRESS_MILLIS = 250;
  private static final int SENDERS = 8;

  @Option(names = "--once", description = "Stop when done; exit 0 only if every message arrived.")
  private boolean once;

  @Option(
      names = "--patients",
      defaultValue = "60",
      description = "How many patients (default 60).")
  private int patients;

  @Option(
      names = "--seed",
      defaultValue = "2026",
      description = "Seed of what happens to them (default 2026).")
  private long seed;

  @Option(
      names = "--http-port",
      defaultValue = "0",
      description = "Port of the API (default any that is free).")
  private int httpPort;

  @Option(
      names = "--data",
      description = "Where to keep everything (default a new temporary folder).")
  private @Nullable Path data;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Path directory = data == null ? Files.createTempDirectory("hie-demo-") : data;
    Path archive = directory.resolve("archive");
    try (Receiver epr = new Receiver()) {
      int mllpPort = freePort();
      Production production = production(mllpPort, epr.port(), archive);
      String token = "demo";
      try (Node node =
          Node.start(
              new NodeSettings(directory, "127.0.0.1", httpPort), List.of(production), token)) {
        Startup.await(node, spec.commandLine().getErr());
        String url = "http://127.0.0.1:" + node.httpPort();
        out.println(
            "HIE is ready at " + url + ", MLLP on port " + mllpPort + ", all under " + directory);
        out.println(
            "Sending the journeys of " + patients + " invented patients (seed " + seed + ") ...");
        out.flush();
        List<List<Journeys.Message>> journeys = journeys();
        Sender sender = new Sender(mllpPort);
        Scene scene = new Scene(node, production, journeys, sender, epr, archive);
        play(journeys, sender, scene, out);
        Scene.Result result = scene.result();
        result.print(out);
        String first = journeys.getFirst().getFirst().nhsNumber();
        out.println("Look at it:");
        out.println("  HIE_TOKEN=" + token + " ./hie status --url " + url);
        out.println("  HIE_TOKEN=" + token + " ./hie history " + first + " --bodies --url " + url);
        out.println("  ls " + archive);
        out.println(result.complete() ? "Every message arrived." : "Not every message arrived.");
        out.flush();
        if (!once) {
          out.println("Still up; Ctrl-C stops it.");
          out.flush();
          node.system().getWhenTerminated().toCompletableFuture().join();
        }
        return result.complete() ? 0 : 1;
      }
    }
  }

  private List<List<Journeys.Message>> journeys() {
    Journeys journeys = new Journeys(seed);
    List<List<Journeys.Message>> all = new ArrayList<>();
    for (int patient = 0; patient < patients; patient++) {
      all.add(journeys.next(patient));
    }
    return all;
  }

  private static Production production(int mllpPort, int eprPort, Path archive) throws IOException {
    try (InputStream in = DemoCommand.class.getResourceAsStream("/examples/adt.json")) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its example production");
      }
      Map<String, String> environment =
          Map.of(
              "HIE_MLLP_PORT", Integer.toString(mllpPort),
              "HIE_EPR_PORT", Integer.toString(eprPort),
              "HIE_ARCHIVE", archive.toString());
      Verdict verdict =
          new ProductionReader(ItemTypes.installed(DemoCommand.class.getClassLoader()), environment)
              .read(in.readAllBytes());
      return switch (verdict) {
        case Verdict.Accepted accepted -> accepted.production();
        case Verdict.Refused refused ->
            throw new IllegalStateException(refused.problems().toString());
      };
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Sends all journeys, and tells how far it is until everything has arrived or patience ends. */
  private static void play(
      List<List<Journeys.Message>> journeys, Sender sender, Scene scene, PrintWriter out)
      throws InterruptedException, IOException {
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    try (ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
      List<CompletableFuture<Void>> sending = new ArrayList<>();
      for (List<Journeys.Message> journey : journeys) {
        sending.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    sender.send(journey);
                  } catch (IOException failed) {
                    throw new CompletionException(failed);
                  }
                },
                threads));
      }
      Progress progress = new Progress(out);
      while (System.currentTimeMillis() < deadline
          && (sending.stream().anyMatch(each -> !each.isDone()) || !scene.allArrived())) {
        progress.show(scene.progress());
        Thread.sleep(PROGRESS_MILLIS);
      }
      progress.end(scene.progress());
    }
  }
}
