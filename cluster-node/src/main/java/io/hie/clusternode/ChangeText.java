package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints a plan for people. */
final class ChangeText {
  private ChangeText() {}

  static void print(PrintWriter out, JsonNode change) {
    int kept = 0;
    for (JsonNode item : change.path("items")) {
      String how = item.path("how").asText();
      if (how.equals("KEEP")) {
        kept++;
        continue;
      }
      String connections = item.path("connections").asText();
      out.printf(
          "  %-8s %-24s %-10s %s%s%n",
          how.toLowerCase(Locale.ROOT),
          item.path("item").asText(),
          item.path("kind").asText(),
          list(item.path("because")),
          connections.isEmpty() ? "" : "; connections " + connections);
    }
    if (!change.path("settings").isEmpty()) {
      out.println("  change   production_settings: " + list(change.path("settings")));
    }
    out.println("  " + kept + " items untouched");
    if (!change.path("obstacle").asText().isEmpty()) {
      out.println("  cannot be applied now: " + change.path("obstacle").asText());
    }
  }

  static void printAll(PrintWriter out, JsonNode lines) {
    for (JsonNode line : lines) {
      out.println("  note: " + line.asText());
    }
  }

  private static String list(JsonNode texts) {
    List<String> all = new ArrayList<>();
    texts.forEach(each -> all.add(each.asText()));
    return String.join(", ", all);
  }
}
