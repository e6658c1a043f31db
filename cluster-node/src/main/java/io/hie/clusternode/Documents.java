package io.hie.clusternode;

import io.hie.actormodel.production.Problem;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads production documents for commands. */
final class Documents {
  private Documents() {}

  static Verdict read(Path file, int httpPort) {
    return reader(System.getenv(), httpPort).read(file);
  }

  /** Reads documents for a node whose API is at this port. */
  static ProductionReader reader(Map<String, String> environment, int httpPort) {
    return new ProductionReader(
        ItemFolder.types(), environment, Map.of("tcp 127.0.0.1:" + httpPort, "the node's API"));
  }

  /**
   * Reads all, and says of each what its author should know.
   *
   * @throws Hie.Failure if one is refused; what is wrong with it has been printed
   */
  static List<Production> readAll(List<Path> files, int httpPort, PrintWriter err) {
    List<Production> productions = new ArrayList<>();
    Map<String, Path> names = new HashMap<>();
    for (Path file : files) {
      Verdict verdict = read(file, httpPort);
      verdict.problems().forEach(problem -> err.println(line(file, problem)));
      err.flush();
      switch (verdict) {
        case Verdict.Refused refused ->
            throw new Hie.Failure(file + " is refused; nothing was started");
        case Verdict.Accepted accepted -> {
          Production production = accepted.production();
          String name = production.workspace().id() + "/" + production.name();
          Path other = names.put(name, file);
          if (other != null) {
            throw new Hie.Failure(
                file
                    + " and "
                    + other
                    + " are both the production "
                    + name
                    + "; rename one of them");
          }
          productions.add(production);
        }
      }
    }
    return productions;
  }

  /**
   * The same productions, those that name secrets with what is known of them.
   *
   * @throws Node.CannotStartException if a secret is not there
   */
  static List<Production> withSecrets(List<Production> productions, ProductionReader reader)
      throws Node.CannotStartException {
    List<Production> all = new ArrayList<>();
    for (Production each : productions) {
      if (each.items().stream().allMatch(item -> item.secrets().isEmpty())) {
        all.add(each);
        continue;
      }
      switch (reader.read(each.document().getBytes(StandardCharsets.UTF_8))) {
        case Verdict.Accepted accepted -> all.add(accepted.production());
        case Verdict.Refused refused ->
            throw new Node.CannotStartException(
                "the document of "
                    + each.workspace().id()
                    + "/"
                    + each.name()
                    + " cannot run here: "
                    + refused.problems().getFirst()
                    + "; start the node without it, set its secrets with hie secrets set, and put"
                    + " it into effect with hie apply",
                null);
      }
    }
    return all;
  }

  static String line(Path file, Problem problem) {
    return file
        + ": "
        + problem.severity().name().toLowerCase(java.util.Locale.ROOT)
        + ": "
        + problem;
  }
}
