package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A cluster in words, from the API's answer. */
final class ClusterText {
  private ClusterText() {}

  static void print(JsonNode state, PrintWriter out) {
    out.printf(
        "cluster %s, as %s sees it%n", state.path("cluster").asText(), state.path("node").asText());
    out.printf(
        Locale.ROOT,
        "  %3s  %-24s %-10s %-11s %-22s %-9s %8s  %-8s %-12s %s%n",
        "AGE",
        "NODE",
        "STATUS",
        "REACHABLE",
        "API",
        "VERSION",
        "UP",
        "SHARDS",
        "ROLES",
        "");
    for (JsonNode node : state.path("nodes")) {
      JsonNode report = node.path("report");
      out.printf(
          Locale.ROOT,
          "  %3d  %-24s %-10s %-11s %-22s %-9s %8s  %-8s %-12s %s%n",
          node.path("age").asInt(),
          node.path("name").asText(),
          node.path("status").asText(),
          node.path("reachable").asBoolean() ? "yes" : "NO",
          report.path("api").asText("-"),
          report.path("version").asText("-"),
          report.isObject() ? time(report.path("upMillis").asLong()) : "-",
          report.isObject() ? Integer.toString(report.path("shards").size()) : "-",
          roles(node),
          note(report));
      for (JsonNode item : report.path("busy")) {
        out.printf(
            "       %s is %s, %d queued, %d in hand%s%n",
            item.path("item").asText(),
            item.path("phase").asText(),
            item.path("queued").asInt(),
            item.path("inHand").asInt(),
            item.path("breaker").asText().isEmpty()
                ? ""
                : ", breaker " + item.path("breaker").asText());
      }
    }
    out.printf("  %-6s %-24s %-24s %s%n", "SHARD", "RUNS ON", "BELONGS TO", "STANDBYS (LAG)");
    for (JsonNode shard : state.path("shards")) {
      String runs = shard.path("node").asText();
      String home = shard.path("home").asText();
      out.printf(
          "  %-6d %-24s %-24s %s%n",
          shard.path("shard").asInt(),
          runs.isEmpty() ? "not started" : runs,
          (home.equals(runs) ? "here" : home)
              + (shard.path("forLoad").asBoolean() ? ", for load" : ""),
          standbys(state, shard));
    }
  }

  private static String roles(JsonNode node) {
    return node.path("roles").isEmpty()
        ? "-"
        : StreamSupport.stream(node.path("roles").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(","));
  }

  private static String note(JsonNode report) {
    if (!report.isObject()) {
      return "does not answer: it starts, or is gone";
    }
    String why = words(report.path("notReady"));
    String broker = report.path("broker").asBoolean() ? "has the log of all" : "";
    return why.isEmpty() ? broker : "not ready: " + why;
  }

  private static String words(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining("; "));
  }

  private static String standbys(JsonNode state, JsonNode shard) {
    return StreamSupport.stream(shard.path("standbys").spliterator(), false)
        .map(each -> each.asText() + lag(state, each.asText(), shard.path("shard").asInt()))
        .collect(Collectors.joining(", "));
  }

  private static String lag(JsonNode state, String node, int shard) {
    for (JsonNode each : state.path("nodes")) {
      if (each.path("name").asText().equals(node)) {
        for (JsonNode partition : each.path("report").path("partitions")) {
          if (partition.path("partition").asInt() == shard) {
            return partition.path("warm").asBoolean()
                ? " (" + partition.path("lag").asLong() + ")"
                : " (reads it: " + partition.path("lag").asLong() + " left)";
          }
        }
      }
    }
    return " (has nothing of it)";
  }

  static String time(long millis) {
    Duration up = Duration.ofMillis(millis);
    return up.toHours() > 48
        ? up.toDays() + "d"
        : up.toMinutes() > 120
            ? up.toHours() + "h"
            : up.toSeconds() > 120 ? up.toMinutes() + "m" : up.toSeconds() + "s";
  }

  /** How many shards run where they do not belong; one that nobody needs yet runs nowhere. */
  static int astray(JsonNode state) {
    int astray = 0;
    for (JsonNode shard : state.path("shards")) {
      String runs = shard.path("node").asText();
      if (!runs.isEmpty() && !runs.equals(shard.path("home").asText())) {
        astray++;
      }
    }
    return astray;
  }
}
