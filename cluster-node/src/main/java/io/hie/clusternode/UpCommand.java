package io.hie.clusternode;

import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.production.Production;
import io.hie.clusternode.workers.WorkerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
      "After a crash the same command goes on where it stopped; SIGTERM drains and stops cleanly."
    })
final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${HIE_DATA:-./data}",
      description = "Where everything is kept (HIE_DATA; default ./data).")
  private Path data = Path.of("data");

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "${HIE_HTTP_PORT:-8080}",
      description = "Port of the API on loopback (HIE_HTTP_PORT; default 8080).")
  private int httpPort;

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
  public Integer call() throws IOException, InterruptedException, Node.CannotStartException {
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
    ItemLibrary library = items.open();
    ItemFolder.tellProblems(library, spec.commandLine().getErr());
    List<Production> productions = Documents.readAll(files, httpPort, spec.commandLine().getErr());
    OwnerOnly.createDirectory(data);
    AdminPassword password = AdminPassword.of(System.getenv(), data);
    Node node =
        Node.start(
            new NodeSettings(data, "127.0.0.1", httpPort, settings(productions)),
            productions,
            password.password());
    if (password.file() != null) {
      out.println("The API's token is in " + password.file());
    }
    node.notes().forEach(out::println);
    Startup.await(node, spec.commandLine().getErr());
    out.println("HIE is ready at http://127.0.0.1:" + node.httpPort());
    out.flush();
    node.system().getWhenTerminated().toCompletableFuture().join();
    if (node.logHasFailed()) {
      throw new Hie.Failure(
          "the log under "
              + data
              + " could not be written; make room on the disk and start the node again");
    }
    return 0;
  }

  private Map<String, String> settings(List<Production> productions) {
    Map<String, String> settings = new HashMap<>(LogBrokers.settings(productions, System.getenv()));
    settings.put("hie.processes", Integer.toString(processes));
    return settings;
  }
}
