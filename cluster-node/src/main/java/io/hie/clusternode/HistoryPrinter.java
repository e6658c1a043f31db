package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Prints what the API says of a history for people. */
final class HistoryPrinter {
  private HistoryPrinter() {}

  /** What a message repeats and who asked for it; empty if it is none that goes once more. */
  static String again(JsonNode again) {
    if (!again.isObject()) {
      return "";
    }
    return "; repeats "
        + again.path("messageId").asText()
        + (again.hasNonNull("job") ? " in replay " + again.path("job").asText() : "")
        + ", by "
        + again.path("who").asText()
        + ": "
        + again.path("why").asText();
  }

  /** Which other history an event links with, and how; empty if it is of no link. */
  static String link(JsonNode link) {
    if (!link.isObject()) {
      return "";
    }
    StringBuilder text = new StringBuilder(" with ").append(link.path("history").asText());
    if (link.hasNonNull("event")) {
      text.append(" by ")
          .append(link.path("event").asText())
          .append(", ")
          .append(link.path("messageId").asText())
          .append(link.path("ours").asBoolean() ? "" : " there")
          .append(", after message ")
          .append(link.path("after").asText());
    }
    if (link.hasNonNull("inOrder")) {
      text.append(
          link.path("inOrder").asBoolean() ? "; in order" : "; NOT IN ORDER, waited too long");
    }
    return text.toString();
  }

  static void state(PrintWriter out, JsonNode state, boolean json) {
    if (json) {
      out.println(state);
      return;
    }
    out.printf(
        "history %s%n%d events, %d messages, %d of them open, %d dead letters; last event %s%n",
        state.path("id").asText(),
        state.path("events").asLong(),
        state.path("messages").asLong(),
        state.path("openMessages").asLong(),
        state.path("deadLetters").asLong(),
        state.path("last").asText("none"));
    for (JsonNode link : state.path("openLinks")) {
      out.printf(
          "  message %s and what follows wait for what %s has open, linked by %s since %s%n",
          link.path("from").asText(),
          link.path("history").asText(),
          link.path("event").asText(),
          link.path("since").asText());
    }
    for (JsonNode leg : state.path("openLegs")) {
      out.printf(
          "  open %s:%-8s at %-20s %s, %d attempts failed%s%s%n",
          leg.path("message").asText(),
          leg.path("leg").asText(),
          leg.path("item").asText(),
          leg.path("messageId").asText(),
          leg.path("attempts").asInt(),
          leg.hasNonNull("nextAttempt") ? ", next at " + leg.path("nextAttempt").asText() : "",
          leg.path("mayHaveArrived").asBoolean() ? ", may have arrived" : "");
    }
  }

  static void lineage(PrintWriter out, JsonNode lineage, boolean json) {
    if (json) {
      out.println(lineage);
      return;
    }
    JsonNode message = lineage.path("message");
    JsonNode received = message.path("received");
    out.printf(
        "message %s, %s %s, %s at %s as event %s%s%n",
        message.path("message").asText(),
        received.path("messageId").asText(),
        received.path("schema").asText(),
        message.path("event").asText(),
        message.path("at").asText(),
        message.path("number").asText(),
        again(message.path("again")));
    lineage.path("legs").forEach(leg -> node(out, leg, "  "));
    for (JsonNode again : lineage.path("repetitions")) {
      out.printf(
          "  repeated as message %s, %s, event %s at %s%s%s by %s%n",
          again.path("message").asText(),
          again.path("messageId").asText(),
          again.path("event").asText(),
          again.path("at").asText(),
          again.hasNonNull("leg") ? ", leg " + again.path("leg").asText() : "",
          again.hasNonNull("job") ? ", replay " + again.path("job").asText() : "",
          again.path("who").asText());
    }
    if (!lineage.path("complete").asBoolean(true)) {
      out.println("  and more, which are not told here");
    }
  }

  private static void node(PrintWriter out, JsonNode leg, String indent) {
    out.printf(
        "%s%s %s %s%s, event %s at %s%s%n",
        indent,
        leg.path("item").asText(),
        leg.path("state").asText(),
        leg.path("messageId").asText(),
        leg.path("derived").asBoolean() ? " (new bytes)" : "",
        leg.path("event").asText(),
        leg.path("since").asText(),
        leg.hasNonNull("reason") && !leg.path("reason").asText().isEmpty()
            ? "; " + leg.path("reason").asText()
            : "");
    leg.path("next").forEach(next -> node(out, next, indent + "  "));
  }
}
