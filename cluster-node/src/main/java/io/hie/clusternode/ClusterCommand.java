package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hie cluster}: the nodes, and what can be done with them. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = "Shows the nodes of the cluster and their shards, and has nodes leave.",
    subcommands = {
      ClusterCommand.Status.class,
      ClusterCommand.Drain.class,
      ClusterCommand.DownIt.class,
      ClusterCommand.Rebalance.class
    })
final class ClusterCommand {
  private static final long LOOK_MILLIS = 500;

  private ClusterCommand() {}

  /** What all of them have. */
  abstract static class Base implements Callable<Integer> {
    @Mixin ApiClient api = new ApiClient();

    @Spec CommandSpec spec;

    PrintWriter out() {
      return spec.commandLine().getOut();
    }

    JsonNode state() throws IOException, InterruptedException {
      return api.get("/api/v1/cluster");
    }

    JsonNode order(String node, String what, boolean force)
        throws IOException, InterruptedException {
      return api.post(
          "/api/v1/cluster/nodes/" + api.quoted(node) + "/" + what,
          JsonNodeFactory.instance.objectNode().put("force", force));
    }

    /** Waits until a node is no member any more. */
    void awaitGone(String node, Duration atMost) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + atMost.toNanos();
      while (isMember(node)) {
        if (System.nanoTime() - deadline > 0) {
          throw new Hie.Failure(
              node
                  + " is still a member after "
                  + atMost.toSeconds()
                  + " s; hie cluster status tells how it is");
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }

    private boolean isMember(String node) throws IOException, InterruptedException {
      for (JsonNode each : state().path("nodes")) {
        if (each.path("name").asText().equals(node)) {
          return true;
        }
      }
      return false;
    }
  }

  /** {@code hie cluster status}. */
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows the nodes, oldest first, and where each shard runs and belongs.")
  static final class Status extends Base {
    @Option(names = "--json", description = "Print the API's answer as it is.")
    private boolean json;

    @Option(
        names = "--shards",
        description = "Print what each shard does: messages a second, what is open, standbys.")
    private boolean shards;

    @Override
    public Integer call() throws Exception {
      JsonNode state = state();
      if (json) {
        out().println(state.toPrettyString());
      } else if (shards) {
        ShardText.print(state, out());
      } else {
        ClusterText.print(state, out());
      }
      return 0;
    }
  }

  /** {@code hie cluster drain}. */
  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description = {
        "Has a node hand over its listeners and shards, leave and end with exit code 0.",
        "Returns when it has left. Ask another node than the one that leaves (--url)."
      })
  static final class Drain extends Base {
    @Parameters(
        paramLabel = "NODE",
        description = "HOST:PORT of the node in the cluster, or of its API.")
    private String node = "";

    @Option(names = "--force", description = "Also if the other nodes need it, or it is the last.")
    private boolean force;

    @Option(
        names = "--timeout",
        paramLabel = "SECONDS",
        defaultValue = "120",
        description = "How long to wait until it has left (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Override
    public Integer call() throws Exception {
      String asked = state().path("node").asText();
      String name = order(node, "drain", force).path("node").asText();
      if (name.equals(asked)) {
        out().println(name + " hands over and leaves; it was the one that was asked");
        return 0;
      }
      out().println(name + " hands over");
      out().flush();
      awaitGone(name, Duration.ofSeconds(seconds));
      out().println(name + " has left");
      return 0;
    }
  }

  /** {@code hie cluster down}. */
  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = {
        "Removes a node that is dead, so that its shards start elsewhere.",
        "If it lives and only cannot be reached, it ends when it hears of it."
      })
  static final class DownIt extends Base {
    @Parameters(paramLabel = "NODE", description = "HOST:PORT of the node in the cluster.")
    private String node = "";

    @Option(names = "--yes", description = "Do not ask whether it is meant.")
    private boolean yes;

    @Option(names = "--force", description = "Also if it can be reached.")
    private boolean force;

    @Override
    public Integer call() throws Exception {
      if (!yes && !isMeant()) {
        throw new Hie.Failure("nothing was done");
      }
      String name = order(node, "down", force).path("node").asText();
      awaitGone(name, Duration.ofSeconds(60));
      out().println(name + " is removed; its shards start elsewhere");
      return 0;
    }

    private boolean isMeant() throws IOException {
      PrintWriter err = spec.commandLine().getErr();
      err.print(
          "Remove "
              + node
              + " from the cluster? Its shards start elsewhere at once. No acknowledged message is"
              + " lost even if it lives, but what it has in hand is sent again. Type yes: ");
      err.flush();
      String answer =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
      return "yes".equals(answer == null ? "" : answer.strip());
    }
  }

  /** {@code hie cluster rebalance}. */
  @Command(
      name = "rebalance",
      mixinStandardHelpOptions = true,
      description = {
        "Has shards move to where they belong now, without waiting until the members have settled.",
        "Returns when all are there. It happens by itself a little later."
      })
  static final class Rebalance extends Base {
    @Option(
        names = "--timeout",
        paramLabel = "SECONDS",
        defaultValue = "120",
        description = "How long to wait (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Override
    public Integer call() throws Exception {
      api.post("/api/v1/cluster/rebalance", JsonNodeFactory.instance.objectNode());
      long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      int last = -1;
      while (true) {
        int astray = ClusterText.astray(state());
        if (astray != last) {
          out()
              .println(
                  astray == 0
                      ? "every shard runs where it belongs"
                      : astray + " shards are to move");
          out().flush();
          last = astray;
        }
        if (astray == 0) {
          return 0;
        }
        if (System.nanoTime() - deadline > 0) {
          throw new Hie.Failure(
              astray
                  + " shards do not run where they belong after "
                  + seconds
                  + " s; hie cluster status tells what is not read yet, or not reachable");
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }
}
