package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts all documents of a folder into effect. All are planned before any is applied, so that one
 * that is wrong stops them all; each is applied only if what was planned upon still runs.
 */
final class FolderApply {
  private static final int MOST_FILES = 1_000;

  private final ApiClient api;
  private final Path folder;
  private final String comment;

  /**
   * A document with its plan.
   *
   * @param plan as the API answered it
   */
  private record Planned(Path file, String text, JsonNode plan) {
    ProductionName name() {
      JsonNode change = plan.path("change");
      return new ProductionName(change.path("workspace").asText(), change.path("project").asText());
    }
  }

  FolderApply(ApiClient api, Path folder, String comment) {
    this.api = api;
    this.folder = folder;
    this.comment = comment;
  }

  /** How it is to be done. */
  record Manner(boolean prune, boolean dryRun, boolean json) {}

  void run(Manner manner, PrintWriter out, PrintWriter err)
      throws IOException, InterruptedException {
    Map<ProductionName, Planned> planned = plan(err);
    Map<ProductionName, Long> leaving = manner.prune() ? notNamed(planned) : new LinkedHashMap<>();
    if (!manner.json()) {
      planned.forEach((name, each) -> print(out, name, each));
      leaving.forEach((name, version) -> out.println(text(name) + ": is removed"));
    }
    ObjectNode done = JsonNodeFactory.instance.objectNode();
    ArrayNode applied = done.putArray("productions");
    ArrayNode removed = done.putArray("removed");
    if (manner.dryRun()) {
      planned.values().forEach(each -> applied.add(each.plan()));
      leaving.keySet().forEach(name -> removed.add(text(name)));
    } else {
      Progress progress = new Progress(err, planned.size() + leaving.size());
      for (Planned each : planned.values()) {
        progress.next(text(each.name()));
        applied.add(
            api.sendDocument(
                "/api/v1/productions?comment=" + ProductionName.encoded(comment),
                each.text(),
                each.plan().path("version").asLong()));
      }
      for (ProductionName name : leaving.keySet()) {
        progress.next(text(name));
        api.changeLong("DELETE", name.path() + "?comment=" + ProductionName.encoded(comment), "");
        removed.add(text(name));
      }
      progress.end();
    }
    if (manner.json()) {
      out.println(done);
    } else {
      out.println(
          (manner.dryRun() ? "nothing was changed; without --dry-run: " : "")
              + planned.size()
              + " productions "
              + (manner.dryRun() ? "to apply, " : "applied, ")
              + leaving.size()
              + (manner.dryRun() ? " to remove" : " removed"));
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new Hie.Failure(folder + " is not a folder");
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(file -> !folder.relativize(file).toString().startsWith("."))
              .filter(file -> file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(json|ya?ml)"))
              .sorted()
              .limit(MOST_FILES + 1)
              .toList();
      if (files.isEmpty() || files.size() > MOST_FILES) {
        throw new Hie.Failure(
            folder
                + (files.isEmpty()
                    ? " has no documents, which end in .json, .yaml or .yml; nothing was changed"
                    : " has more than " + MOST_FILES + " documents; nothing was changed"));
      }
      return files;
    }
  }

  private Map<ProductionName, Planned> plan(PrintWriter err)
      throws IOException, InterruptedException {
    Map<ProductionName, Planned> planned = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    for (Path file : files()) {
      try {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        Planned each = new Planned(file, text, api.sendDocument("/api/v1/plans", text, null));
        Planned other = planned.putIfAbsent(each.name(), each);
        if (other != null) {
          wrong.add(file + ": is the production " + text(each.name()) + ", as is " + other.file());
        }
        String obstacle = each.plan().path("change").path("obstacle").asText();
        if (!obstacle.isEmpty()) {
          wrong.add(file + ": " + obstacle);
        }
        for (JsonNode note : each.plan().path("warnings")) {
          if (note.asText().startsWith("error: ")) {
            wrong.add(file + ": " + note.asText());
          }
        }
      } catch (Hie.Failure refused) {
        wrong.add(file + ": " + refused.getMessage());
      }
    }
    if (!wrong.isEmpty()) {
      wrong.forEach(err::println);
      throw new Hie.Failure(
          wrong.size() + " things are wrong in " + folder + "; nothing was changed");
    }
    return planned;
  }

  /** What runs in the workspaces that the folder names, and is in none of its documents. */
  private Map<ProductionName, Long> notNamed(Map<ProductionName, Planned> planned)
      throws IOException, InterruptedException {
    List<String> workspaces =
        planned.keySet().stream().map(ProductionName::workspace).distinct().toList();
    Map<ProductionName, Long> leaving = new LinkedHashMap<>();
    for (JsonNode each : api.all("/api/v1/status", "productions")) {
      ProductionName name =
          new ProductionName(each.path("workspace").asText(), each.path("project").asText());
      if (workspaces.contains(name.workspace())
          && !planned.containsKey(name)
          && !each.path("items").isEmpty()) {
        leaving.put(name, 0L);
      }
    }
    return leaving;
  }

  private static void print(PrintWriter out, ProductionName name, Planned each) {
    Map<String, List<String>> how = new TreeMap<>();
    for (JsonNode item : each.plan().path("change").path("items")) {
      if (!item.path("how").asText().equals("KEEP")) {
        how.computeIfAbsent(
                item.path("how").asText().toLowerCase(Locale.ROOT), first -> new ArrayList<>())
            .add(item.path("item").asText());
      }
    }
    out.println(
        text(name)
            + ": "
            + (how.isEmpty()
                ? "no item changes"
                : how.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + String.join(", ", entry.getValue()))
                    .collect(Collectors.joining("; "))));
    ChangeText.printAll(out, each.plan().path("change").path("notes"));
    ChangeText.printAll(out, each.plan().path("warnings"));
  }

  private static String text(ProductionName name) {
    return name.workspace() + "/" + name.project();
  }
}
