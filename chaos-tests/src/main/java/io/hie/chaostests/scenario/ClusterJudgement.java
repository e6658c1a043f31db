package io.hie.chaostests.scenario;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.fault.Fault;
import io.hie.chaostests.fault.Scenario;
import io.hie.chaostests.ledger.ArchiveDirectory;
import io.hie.chaostests.ledger.Broken;
import io.hie.chaostests.ledger.Evidence;
import io.hie.chaostests.ledger.Findings;
import io.hie.chaostests.ledger.LedgerCheck;
import io.hie.chaostests.ledger.LoadEvent;
import io.hie.chaostests.ledger.LoadLedger;
import io.hie.chaostests.ledger.Outage;
import io.hie.chaostests.ledger.Reception;
import io.hie.chaostests.ledger.Report;
import io.hie.chaostests.ledger.SinkLedger;
import io.hie.chaostests.ledger.Source;
import io.hie.chaostests.ledger.Tally;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.report.Happening;
import io.hie.chaostests.report.JsonReport;
import io.hie.chaostests.report.Page;
import io.hie.chaostests.report.Recovery;
import io.hie.chaostests.report.RunReport;
import io.hie.chaostests.report.Timeline;
import io.hie.chaostests.report.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Judges a run over a cluster by its ledgers, and leaves the page and the JSON. */
final class ClusterJudgement {
  private static final long SLICE_NANOS = 500_000_000;

  private final RunDirectory directory;
  private final StageMaker stages;
  private final ClusterSettings settings;
  private final String run;
  private final long start;

  ClusterJudgement(
      RunDirectory directory, StageMaker stages, ClusterSettings settings, String run, long start) {
    this.directory = directory;
    this.stages = stages;
    this.settings = settings;
    this.run = run;
    this.start = start;
  }

  RunReport of(
      Scenario scenario, String command, String when, List<Happening> happenings, List<Path> logs) {
    Source<LoadEvent> load = LoadLedger.events(directory.file("load-" + run + ".ledger"));
    Source<Reception> sink = SinkLedger.receptions(directory.file("sink.ledger"));
    Path archive = stages.archive(directory);
    List<Outage> outages = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int i = 0; i < happenings.size(); i++) {
      for (Outage outage : excuses(happenings.get(i))) {
        outages.add(outage);
        owners.add(i);
      }
    }
    Findings raw =
        LedgerCheck.check(
            new Evidence(
                run, load, sink, outages, archive == null ? null : new ArchiveDirectory(archive)),
            Terms.DEFAULT);
    Findings findings = merged(raw, owners, happenings);
    Timeline timeline = Timeline.of(start, load, sink);
    List<Recovery> recoveries = Recovery.of(timeline, happenings, settings.rate());
    return new RunReport(
        scenario.name(),
        scenario.about(),
        settings.seed(),
        command,
        when,
        settings.rate(),
        timeline,
        recoveries,
        findings,
        verdicts(findings, recoveries, logs));
  }

  /**
   * When a fault may make a delivery come twice. Whose node is killed or frozen, what it had in
   * flight at that moment is delivered again by another. A node that is cut off goes on until it is
   * removed, at a time that only the others know, so any moment may be that one. All else is no
   * excuse.
   */
  private static List<Outage> excuses(Happening happening) {
    return switch (happening.fault()) {
      case Fault.Kill _, Fault.Freeze _ ->
          List.of(new Outage(happening.began(), happening.done(), happening.whole()));
      case Fault.Partition _ -> slices(happening);
      case Fault.Slow _, Fault.Restart _, Fault.KillBroker _, Fault.KillDatabase _ -> List.of();
    };
  }

  private static List<Outage> slices(Happening happening) {
    List<Outage> slices = new ArrayList<>();
    for (long at = happening.began(); at < happening.whole(); at += SLICE_NANOS) {
      slices.add(new Outage(at, at, at));
    }
    return slices;
  }

  /** One finding for each happening, whatever number of outages it was judged by. */
  private static Findings merged(Findings raw, List<Integer> owners, List<Happening> happenings) {
    List<Findings.OutageFindings> merged = new ArrayList<>();
    for (int i = 0; i < happenings.size(); i++) {
      int duplicates = 0;
      long oldest = 0;
      for (int o = 0; o < owners.size(); o++) {
        if (owners.get(o) == i) {
          duplicates += raw.outages().get(o).duplicates();
          oldest = Math.max(oldest, raw.outages().get(o).oldestMillis());
        }
      }
      long down = (happenings.get(i).whole() - happenings.get(i).began()) / 1_000_000;
      merged.add(new Findings.OutageFindings(down, duplicates, oldest));
    }
    return new Findings(
        raw.runId(), raw.tallies(), raw.violations(), raw.examples(), List.copyOf(merged));
  }

  private List<Verdict> verdicts(Findings findings, List<Recovery> recoveries, List<Path> logs) {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(
        ledger(
            findings,
            "Nothing that was acknowledged is lost.",
            String.format(
                java.util.Locale.ROOT,
                "%,d acknowledged, %,d of %,d delivered were acknowledged",
                findings.count(Tally.ACKNOWLEDGED),
                findings.count(Tally.DELIVERED) - findings.count(Tally.DELIVERED_UNACKNOWLEDGED),
                findings.count(Tally.DELIVERED)),
            Broken.LOST,
            Broken.UNARCHIVED));
    verdicts.add(
        ledger(
            findings,
            "Each patient's messages arrive in the order of sending.",
            "repeats included",
            Broken.OVERTAKEN,
            Broken.STEPPED_BACK));
    verdicts.add(
        ledger(
            findings,
            "Nothing comes twice but what was in flight.",
            findings.count(Tally.DUPLICATES_EXPLAINED) + " were in flight at a fault",
            Broken.DUPLICATED,
            Broken.ARCHIVED_TWICE));
    verdicts.add(
        ledger(
            findings,
            "Nothing is altered, invented or answered wrongly.",
            "",
            Broken.ALTERED,
            Broken.INVENTED,
            Broken.MISANSWERED,
            Broken.ARCHIVED_ALTERED,
            Broken.ARCHIVED_ASTRAY));
    verdicts.add(throughput(recoveries));
    if (!logs.isEmpty()) {
      long traces = Judgement.patientTraces(logs);
      verdicts.add(
          new Verdict(
              "No patient is in what the nodes print.",
              traces == 0,
              traces == 0 ? logs.size() + " logs read" : traces + " lines show patient data"));
    }
    return verdicts;
  }

  private static Verdict ledger(Findings findings, String promise, String figures, Broken... ways) {
    StringBuilder detail = new StringBuilder();
    for (Broken way : ways) {
      if (findings.count(way) > 0) {
        detail.append(detail.isEmpty() ? "" : "\n").append(findings.count(way));
        detail.append(" messages ").append(way.words()).append(": ");
        detail.append(String.join("; ", findings.examples().getOrDefault(way, List.of())));
      }
    }
    return new Verdict(promise, detail.isEmpty(), detail.isEmpty() ? figures : detail.toString());
  }

  private Verdict throughput(List<Recovery> recoveries) {
    int longest = recoveries.stream().mapToInt(Recovery::goneSeconds).max().orElse(0);
    List<String> late =
        recoveries.stream()
            .filter(each -> each.goneSeconds() > settings.backWithin())
            .map(Recovery::text)
            .toList();
    return new Verdict(
        "Throughput is back within " + settings.backWithin() + " s of each fault.",
        late.isEmpty(),
        late.isEmpty()
            ? recoveries.size() + " faults, the longest without it " + longest + " s"
            : String.join("\n", late));
  }

  /** Prints it, and writes both files. */
  void tell(RunReport report, PrintStream out) {
    out.print(Report.table(report.findings()));
    report.recoveries().forEach(each -> out.println("  " + each.text()));
    for (Verdict verdict : report.verdicts()) {
      out.printf(
          "  %-6s  %s  (%s)%n",
          verdict.kept() ? "kept" : "BROKEN",
          verdict.promise(),
          verdict.detail().replace("\n", "; "));
    }
    String name = report.scenario() + "-" + report.seed();
    try {
      Files.createDirectories(settings.reports());
      Path page = settings.reports().resolve(name + ".html");
      Files.writeString(page, Page.of(report));
      Files.writeString(settings.reports().resolve(name + ".json"), JsonReport.of(report));
      out.println("the report is in " + page);
    } catch (IOException e) {
      throw new ChaosException("cannot write the report: " + e, e);
    }
  }
}
