package io.hie.chaostests.report;

import io.hie.chaostests.ledger.Tally;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A run's report as one HTML file that needs nothing else. */
public final class Page {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1c2330;--dim:#667085;--line:#d5dae3;--paper:#fff;
      --good:#18794e;--bad:#c62a2f;--ack:#2563eb;--del:#d97706;--fault:#f9b4b4;--heal:#fde8d0}
      @media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--dim:#98a2b3;--line:#364152;
      --paper:#12161d;--good:#4cc38a;--bad:#ff6369;--ack:#7aa7ff;--del:#f5b14c;--fault:#6b2a2d;
      --heal:#4a3621}}
      body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
      max-width:1140px;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .4rem}
      .verdict{font-size:1.15rem;font-weight:600;margin:.6rem 0;padding:.5rem .8rem;
      border-left:6px solid}.good{color:var(--good)}.bad{color:var(--bad)}.dim{color:var(--dim)}
      table{border-collapse:collapse;width:100%}td,th{padding:.25rem .6rem;text-align:left;
      border-bottom:1px solid var(--line);vertical-align:top}td.n,th.n{text-align:right;
      font-variant-numeric:tabular-nums}code{font-size:.9em;overflow-wrap:anywhere}
      svg{width:100%;height:auto}.fault{fill:var(--fault)}.healing{fill:var(--heal)}
      .grid{stroke:var(--line)}svg text{font-size:11px;fill:var(--dim)}.mark{text-anchor:end}
      .time{text-anchor:middle}svg .flag{font-weight:700;fill:var(--ink);font-size:12px}
      path{fill:none;stroke-width:1.8}.ack{stroke:var(--ack)}.del{stroke:var(--del)}.rate{stroke:var(--dim);stroke-dasharray:4 4;stroke-width:1}
      .key b{display:inline-block;width:1.4em;height:.7em;margin:0 .3em 0 1em}
      """;

  private Page() {}

  /** The whole page. */
  public static String of(RunReport run) {
    StringBuilder html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=utf-8>");
    html.append("<meta name=viewport content=\"width=device-width\"><title>Chaos: ");
    html.append(escaped(run.scenario())).append("</title><style>").append(STYLE);
    html.append("</style><h1>").append(escaped(run.scenario())).append("</h1><div>");
    html.append(escaped(run.about())).append("</div>");
    long broken = run.verdicts().stream().filter(each -> !each.kept()).count();
    html.append(
        run.holds()
            ? "<div class=\"verdict good\">Every promise was kept.</div>"
            : "<div class=\"verdict bad\">"
                + broken
                + (broken == 1 ? " promise was" : " promises were")
                + " broken.</div>");
    promises(html, run.verdicts());
    html.append("<h2>What happened when</h2>");
    html.append("<div class=\"key dim\"><b style=\"background:var(--ack)\"></b>acknowledged");
    html.append("<b style=\"background:var(--del)\"></b>delivered");
    html.append("<b style=\"background:var(--fault)\"></b>a fault");
    html.append("<b style=\"background:var(--heal)\"></b>mended, not all parts ready yet</div>");
    html.append("<div class=dim>messages a second; the dashed line is what is sent</div>")
        .append(throughput(run));
    html.append("<div class=\"key dim\">milliseconds from first sending to ACK, outages included:");
    html.append("<b style=\"background:var(--ack)\"></b>median");
    html.append("<b style=\"background:var(--del)\"></b>p99</div>").append(times(run));
    faults(html, run);
    ledger(html, run);
    html.append("<h2>Again</h2><code>").append(escaped(run.command())).append("</code>");
    html.append("<div class=dim>").append(escaped(run.when())).append("</div></html>\n");
    return html.toString();
  }

  private static void promises(StringBuilder html, List<Verdict> verdicts) {
    html.append("<table>");
    for (Verdict verdict : verdicts) {
      html.append("<tr><td class=").append(verdict.kept() ? "good>kept" : "bad><b>BROKEN</b>");
      html.append("<td>").append(escaped(verdict.promise()));
      html.append("<td>").append(escaped(verdict.detail()).replace("\n", "<br>"));
    }
    html.append("</table>");
  }

  private static String throughput(RunReport run) {
    List<Timeline.Second> seconds = run.timeline().seconds();
    double most =
        seconds.stream()
            .mapToInt(each -> Math.max(each.acknowledged(), each.delivered()))
            .max()
            .orElse(1);
    // A burst after an outage is not to flatten the rest.
    Chart chart =
        new Chart("messages a second", seconds.size(), Math.min(most, 4 * run.rate()), false);
    return faultsOf(chart, run)
        .axes(false)
        .line("rate", s -> run.rate())
        .line("del", s -> seconds.get((int) s).delivered())
        .line("ack", s -> seconds.get((int) s).acknowledged())
        .svg();
  }

  private static String times(RunReport run) {
    List<Timeline.Second> seconds = run.timeline().seconds();
    double most =
        seconds.stream().map(Timeline.Second::p99Millis).max(Comparator.naturalOrder()).orElse(1.0);
    return faultsOf(new Chart("time to the ACK", seconds.size(), most, true), run)
        .axes(true)
        .line("del", s -> shown(seconds.get((int) s), seconds.get((int) s).p99Millis()))
        .line("ack", s -> shown(seconds.get((int) s), seconds.get((int) s).p50Millis()))
        .svg();
  }

  private static double shown(Timeline.Second second, double value) {
    return second.acknowledged() == 0 ? -1 : value;
  }

  private static Chart faultsOf(Chart chart, RunReport run) {
    int number = 0;
    for (Recovery recovery : run.recoveries()) {
      Happening each = recovery.happening();
      chart.band(
          ++number,
          each.text(),
          run.timeline().at(each.began()),
          run.timeline().at(each.mended()),
          run.timeline().at(each.whole()));
    }
    return chart;
  }

  private static void faults(StringBuilder html, RunReport run) {
    html.append("<h2>Faults</h2><table><tr><th class=n>no.<th class=n>at<th>what");
    html.append("<th class=n>throughput gone for<th class=n>whole again after");
    html.append("<th class=n>deliveries repeated");
    int number = 0;
    for (Recovery recovery : run.recoveries()) {
      Happening each = recovery.happening();
      int seconds = (int) run.timeline().at(each.began());
      html.append(
          String.format(
              Locale.ROOT,
              "<tr><td class=n>%d<td class=n>%d:%02d<td>%s<td class=n>%d s<td class=n>%.1f s"
                  + "<td class=n>%d",
              number + 1,
              seconds / 60,
              seconds % 60,
              escaped(each.text()),
              recovery.goneSeconds(),
              (each.whole() - each.began()) / 1e9,
              number < run.findings().outages().size()
                  ? run.findings().outages().get(number).duplicates()
                  : 0));
      number++;
    }
    html.append("</table>");
  }

  private static void ledger(StringBuilder html, RunReport run) {
    html.append("<h2>The ledger</h2><table>");
    for (Tally tally : Tally.values()) {
      html.append("<tr><td>").append(escaped(tally.words())).append("<td class=n>");
      html.append(String.format(Locale.ROOT, "%,d", run.findings().count(tally)));
    }
    html.append("</table>");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
