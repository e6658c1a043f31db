package io.hie.clusternode;

import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.runtime.Pulse;
import io.hie.clusternode.cluster.Formation;
import io.hie.clusternode.cluster.FormationException;
import io.hie.clusternode.cluster.Forming;
import io.hie.clusternode.workers.WorkerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hie up}: one node in the foreground. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one node in the foreground, with all that it needs embedded.",
      "After a crash the same command goes on where it stopped; SIGTERM drains and stops cleanly.",
      "With --join it becomes one more node of a cluster that runs; with HIE_CLUSTER_FORM_BY nodes",
      "find each other by themselves."
    })
final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${HIE_DATA}",
      description =
          "Where everything is kept (HIE_DATA; default ./data, with --join the first of ./data-2,"
              + " ./data-3 and so on that no other node uses).")
  private @Nullable Path data;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "${HIE_HTTP_PORT}",
      description =
          "Port of the API, 0 for any that is free (HIE_HTTP_PORT; default that of its"
              + " last start, else 8080, with --join the first free one above).")
  private @Nullable Integer httpPort;

  @Option(
      names = "--http-interface",
      paramLabel = "ADDRESS",
      defaultValue = "${HIE_HTTP_INTERFACE:-127.0.0.1}",
      description = {
        "Where the API listens (HIE_HTTP_INTERFACE; default 127.0.0.1, 0.0.0.0 for everywhere).",
        "Beyond loopback it takes HIE_HTTP_TLS_CERTIFICATE and HIE_HTTP_TLS_KEY (PEM files),",
        "or HIE_HTTP_TLS=proxy if a proxy before the node speaks TLS."
      })
  private String httpInterface = "127.0.0.1";

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      description = {
        "Joins the cluster of a running node, named by its API.",
        "Its token is read from HIE_TOKEN, else from ./data."
      })
  private @Nullable String join;

  @Option(
      names = "--production",
      paramLabel = "FILE",
      description = "A production document to run; may be given several times.")
  private List<Path> files = List.of();

  @Option(
      names = "--processes",
      paramLabel = "N",
      defaultValue = "${HIE_PROCESSES:-1}",
      description = {
        "JVMs of this node, 1 to 16, its own among them (HIE_PROCESSES; default 1).",
        "Items with \"ExecutionMode\": \"multiprocess\" have instances in all of them."
      })
  private int processes;

  @Mixin private ItemFolder items = new ItemFolder();

  @Spec private CommandSpec spec;

  @Override
  public Integer call()
      throws IOException, InterruptedException, Node.CannotStartException, FormationException {
    PrintWriter out = spec.commandLine().getOut();
    if (processes < 1 || processes > WorkerSettings.MOST_PROCESSES) {
      throw new ParameterException(
          spec.commandLine(),
          "--processes is "
              + processes
              + "; write 1 to "
              + WorkerSettings.MOST_PROCESSES
              + ", the node's own JVM among them");
    }
    Forming forming = Forming.of(Place.config(), join);
    boolean joins = forming instanceof Forming.Join;
    try (Place place = Place.choose(data, joins)) {
      AdminPassword password =
          joins
              ? AdminPassword.toJoin(System.getenv(), place.data())
              : AdminPassword.of(System.getenv(), place.data());
      if (forming instanceof Forming.Gather && password.file() != null) {
        throw new Hie.Failure(
            "HIE_ADMIN_PASSWORD is not set; nodes that find each other by HIE_CLUSTER_FORM_BY know"
                + " by it that they belong together, so give all of them the same");
      }
      Formation formation =
          Formation.decide(place.data(), forming, password.password(), place.shards());
      int port = place.httpPort(httpPort, formation);
      ItemLibrary library = items.open();
      ItemFolder.tellProblems(library, spec.commandLine().getErr());
      List<Production> productions = Documents.readAll(files, port, spec.commandLine().getErr());
      Node node =
          Node.start(
              new NodeSettings(place.data(), httpInterface, port, settings(productions)),
              Documents.reader(System.getenv(), port),
              library,
              productions,
              password.password(),
              formation);
      if (joins) {
        password.keep(System.getenv(), place.data());
        out.println("The data of this node is in " + place.data());
      } else if (password.file() != null) {
        out.println("The API's token is in " + password.file());
      }
      return run(node, place.data());
    }
  }

  private int run(Node node, Path directory) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Removal.watch(node, spec.commandLine().getErr());
    node.notes().forEach(out::println);
    Startup.await(node, spec.commandLine().getErr());
    out.println("HIE is ready at " + node.apiUrl());
    out.flush();
    try (Pulse watch = StandStill.watch(node, spec.commandLine().getErr())) {
      node.system().getWhenTerminated().toCompletableFuture().join();
    }
    if (node.logHasFailed()) {
      throw new Hie.Failure(
          "the log under "
              + directory
              + " could not be written; make room on the disk and start the node again");
    }
    Optional<String> why = node.endedBecause();
    if (why.isPresent()) {
      throw new Hie.Failure(why.get());
    }
    return 0;
  }

  private Map<String, String> settings(List<Production> productions) {
    Map<String, String> settings = new HashMap<>(LogBrokers.settings(productions, System.getenv()));
    settings.put("hie.processes", Integer.toString(processes));
    return settings;
  }
}
