package io.hie.chaostests.ledger;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Findings as a table to read and as JSON to keep. */
public final class Report {
  private Report() {}

  /** A table of many lines, ending with the verdict. */
  public static String table(Findings findings) {
    StringBuilder out = new StringBuilder();
    line(out, "Ledger of run %s", findings.runId());
    for (Tally tally : Tally.values()) {
      line(out, "  %-42s %,12d", indent(tally) + tally.words(), findings.count(tally));
    }
    int number = 0;
    for (Findings.OutageFindings outage : findings.outages()) {
      line(
          out,
          "  kill %d: ready again after %,d ms; %d deliveries repeated, the oldest first copy %,d"
              + " ms before the kill",
          ++number,
          outage.downMillis(),
          outage.duplicates(),
          outage.oldestMillis());
    }
    for (Map.Entry<Broken, Long> broken : findings.violations().entrySet()) {
      line(
          out,
          "  BROKEN %s: %,d messages %s",
          broken.getKey(),
          broken.getValue(),
          broken.getKey().words());
      for (String example : findings.examples().getOrDefault(broken.getKey(), List.of())) {
        line(out, "    %s", example);
      }
    }
    line(
        out,
        findings.hold()
            ? "  Every promise holds: nothing lost, nothing reordered, nothing altered, no"
                + " duplicate without a reason."
            : "  PROMISES BROKEN.");
    return out.toString();
  }

  private static String indent(Tally tally) {
    return switch (tally) {
      case DUPLICATES_DEMANDED,
          DUPLICATES_EXPLAINED,
          DUPLICATES_UNEXPLAINED,
          DELIVERED_UNACKNOWLEDGED ->
          "  ";
      case SENT,
          RESENT,
          LINKS_LOST,
          ACKNOWLEDGED,
          REFUSED,
          UNANSWERED,
          RECEIVED,
          DELIVERED,
          DUPLICATES,
          OTHER_RUNS,
          ARCHIVED,
          ARCHIVE_LEFTOVERS ->
          "";
    };
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** One JSON object. */
  public static String json(Findings findings) {
    StringBuilder out = new StringBuilder("{\n");
    out.append("  \"run\": ").append(quoted(findings.runId())).append(",\n");
    out.append("  \"holds\": ").append(findings.hold()).append(",\n  \"tallies\": {");
    String comma = "";
    for (Tally tally : Tally.values()) {
      out.append(comma).append("\n    ").append(quoted(key(tally)));
      out.append(": ").append(findings.count(tally));
      comma = ",";
    }
    out.append("\n  },\n  \"kills\": [");
    comma = "";
    for (Findings.OutageFindings outage : findings.outages()) {
      out.append(comma).append("\n    {\"downMillis\": ").append(outage.downMillis());
      out.append(", \"duplicates\": ").append(outage.duplicates());
      out.append(", \"oldestMillis\": ").append(outage.oldestMillis()).append('}');
      comma = ",";
    }
    out.append("\n  ],\n  \"broken\": [");
    comma = "";
    for (Map.Entry<Broken, Long> broken : findings.violations().entrySet()) {
      out.append(comma).append("\n    {\"promise\": ").append(quoted(key(broken.getKey())));
      out.append(", \"messages\": ").append(broken.getValue()).append(", \"examples\": [");
      out.append(
          String.join(
              ", ",
              findings.examples().getOrDefault(broken.getKey(), List.of()).stream()
                  .map(Report::quoted)
                  .toList()));
      out.append("]}");
      comma = ",";
    }
    return out.append("\n  ]\n}\n").toString();
  }

  private static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A JSON string. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        default -> {
          if (c < ' ') {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
