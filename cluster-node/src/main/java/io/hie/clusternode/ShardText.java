package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What shards do, in words, from the API's answer. */
final class ShardText {
  private static final String LINE = "  %-6s %-24s %-28s %9s %8s %8s %8s %8s  %s%n";

  private ShardText() {}

  static void print(JsonNode state, PrintWriter out) {
    out.printf(
        LINE,
        "SHARD",
        "RUNS ON",
        "BELONGS TO",
        "MSG/S",
        "AWAKE",
        "OPEN",
        "LEGS",
        "OLDEST",
        "STANDBYS (RECORDS BEHIND)");
    Map<String, Double> byNode = new TreeMap<>();
    for (JsonNode shard : state.path("shards")) {
      String runs = shard.path("node").asText();
      JsonNode load = shard.path("load");
      double perSecond = load.path("messagesPerSecond").asDouble();
      if (!runs.isEmpty()) {
        byNode.merge(runs, perSecond, Double::sum);
      }
      out.printf(
          LINE,
          shard.path("shard").asInt(),
          runs.isEmpty() ? "not started" : runs,
          home(shard, runs),
          number(perSecond),
          load.path("awake").asInt(),
          load.path("openMessages").asInt(),
          load.path("openLegs").asInt(),
          oldest(load),
          copies(shard));
    }
    byNode.forEach(
        (node, perSecond) -> out.printf("  %s: %s messages a second%n", node, number(perSecond)));
  }

  private static String home(JsonNode shard, String runs) {
    String home = shard.path("home").asText();
    return (home.equals(runs) ? "here" : home)
        + (shard.path("forLoad").asBoolean() ? ", for load" : "");
  }

  private static String number(double perSecond) {
    return String.format(Locale.ROOT, "%.1f", perSecond);
  }

  private static String oldest(JsonNode load) {
    return load.path("openMessages").asInt() == 0
        ? "-"
        : ClusterText.time(load.path("oldestOpenMillis").asLong());
  }

  private static String copies(JsonNode shard) {
    return StreamSupport.stream(shard.path("copies").spliterator(), false)
        .map(
            copy ->
                copy.path("node").asText()
                    + (copy.path("warm").asBoolean() ? " (" : " (reads it: ")
                    + copy.path("behind").asLong()
                    + ")")
        .collect(Collectors.joining(", "));
  }
}
