package io.hie.chaostests.report;

import io.hie.chaostests.ledger.Report;
import java.util.Locale;

/** A run's report for programs. */
public final class JsonReport {
  private JsonReport() {}

  /** One JSON object; the ledger's part is as {@link Report#json} has it. */
  public static String of(RunReport run) {
    StringBuilder out = new StringBuilder("{\n");
    field(out, "scenario", run.scenario());
    out.append("  \"seed\": ").append(run.seed()).append(",\n");
    field(out, "command", run.command());
    field(out, "when", run.when());
    out.append("  \"holds\": ").append(run.holds()).append(",\n  \"promises\": [");
    String comma = "";
    for (Verdict verdict : run.verdicts()) {
      out.append(comma).append("\n    {\"promise\": ").append(Report.quoted(verdict.promise()));
      out.append(", \"kept\": ").append(verdict.kept());
      out.append(", \"detail\": ").append(Report.quoted(verdict.detail())).append('}');
      comma = ",";
    }
    out.append("\n  ],\n  \"faults\": [");
    comma = "";
    for (Recovery recovery : run.recoveries()) {
      Happening happening = recovery.happening();
      out.append(comma).append("\n    {\"fault\": ");
      out.append(Report.quoted(happening.fault().word()));
      out.append(", \"victim\": ").append(happening.victim());
      number(out, "at", run.timeline().at(happening.began()));
      number(out, "mended", run.timeline().at(happening.mended()));
      number(out, "whole", run.timeline().at(happening.whole()));
      out.append(", \"goneSeconds\": ").append(recovery.goneSeconds()).append('}');
      comma = ",";
    }
    out.append("\n  ],\n  \"seconds\": [");
    comma = "";
    for (Timeline.Second second : run.timeline().seconds()) {
      out.append(comma).append("\n    {\"acknowledged\": ").append(second.acknowledged());
      out.append(", \"delivered\": ").append(second.delivered());
      out.append(", \"resent\": ").append(second.resent());
      number(out, "p50Millis", second.p50Millis());
      number(out, "p99Millis", second.p99Millis());
      out.append('}');
      comma = ",";
    }
    out.append("\n  ],\n  \"ledger\": ");
    return out.append(Report.json(run.findings()).strip()).append("\n}\n").toString();
  }

  private static void field(StringBuilder out, String name, String value) {
    out.append("  \"").append(name).append("\": ").append(Report.quoted(value)).append(",\n");
  }

  private static void number(StringBuilder out, String name, double value) {
    out.append(String.format(Locale.ROOT, ", \"%s\": %.3f", name, value));
  }
}
