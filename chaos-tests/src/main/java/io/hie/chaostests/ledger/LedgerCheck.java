package io.hie.chaostests.ledger;

import io.hie.chaostests.ledger.Findings.OutageFindings;
import io.hie.chaostests.ledger.Reception.Given;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.message.Identity;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares what a sender was promised with what its destinations got. A pure function of the
 * evidence.
 *
 * <p><b>Order.</b> The receptions of one patient, repeats included, must never go back: each is of
 * the latest message so far, or of a later one. A first copy that goes back was overtaken; a repeat
 * that goes back stepped back. A repeat of the latest is a duplicate and no more.
 *
 * <p><b>Duplicates.</b> A repeat is <i>demanded</i> if the copy before it was not answered AA in
 * time, so that the node had to send again. It is <i>explained</i> by a kill if the copy before it
 * came at most {@link Terms#inFlightWindow} before that kill and no later than the restart, and it
 * itself came after the restart: then the node may have died between the delivery and writing it
 * down. Every other repeat is unexplained.
 */
public final class LedgerCheck {
  private final Evidence evidence;
  private final Terms terms;
  private final MessageTable messages = new MessageTable();
  private final Findings.Builder findings = new Findings.Builder();
  private final int[] duplicatesOfOutage;
  private final long[] oldestOfOutage;

  private LedgerCheck(Evidence evidence, Terms terms) {
    this.evidence = evidence;
    this.terms = terms;
    this.duplicatesOfOutage = new int[evidence.outages().size()];
    this.oldestOfOutage = new long[evidence.outages().size()];
  }

  /** Checks one run. */
  public static Findings check(Evidence evidence, Terms terms) {
    return new LedgerCheck(evidence, terms).run();
  }

  private Findings run() {
    evidence.load().forEach(this::onLoad);
    evidence.sink().forEach(this::onReception);
    Source<ArchivedFile> archive = evidence.archive();
    if (archive != null) {
      archive.forEach(this::onFile);
    }
    for (int n = 0; n < messages.size(); n++) {
      if (messages.isSent(n)) {
        conclude(n, archive != null);
      }
    }
    List<OutageFindings> outages = new ArrayList<>();
    for (int i = 0; i < duplicatesOfOutage.length; i++) {
      Outage outage = evidence.outages().get(i);
      outages.add(
          new OutageFindings(
              (outage.ready() - outage.killed()) / 1_000_000,
              duplicatesOfOutage[i],
              oldestOfOutage[i] / 1_000_000));
    }
    return findings.build(evidence.runId(), outages);
  }

  private void onLoad(LoadEvent event) {
    switch (event) {
      case LoadEvent.Sent sent -> {
        messages.sent(sent);
        findings.count(Tally.SENT);
      }
      case LoadEvent.Resent _ -> findings.count(Tally.RESENT);
      case LoadEvent.Answered answered -> messages.answered(answered);
      case LoadEvent.Mismatched m ->
          findings.broken(Broken.MISANSWERED, "an answer on connection " + m.connection());
      case LoadEvent.LinkLost _ -> findings.count(Tally.LINKS_LOST);
    }
  }

  private void onReception(Reception reception) {
    Identity identity = reception.identity();
    if (identity == null) {
      findings.count(Tally.RECEIVED);
      findings.broken(
          Broken.ALTERED,
          "a frame of " + reception.length() + " bytes in which no message of a run can be found");
      return;
    }
    if (!identity.id().run().equals(evidence.runId())) {
      findings.count(Tally.OTHER_RUNS);
      return;
    }
    findings.count(Tally.RECEIVED);
    if (!messages.isSent(identity.id().number())) {
      findings.broken(Broken.INVENTED, identity.id().toString());
      return;
    }
    int n = (int) identity.id().number();
    if (!messages.hasBytes(n, reception.length(), reception.digest())
        || !messages.isOf(n, identity.patient(), identity.sequence())) {
      findings.broken(Broken.ALTERED, describe(n));
    }
    int explainedBy = messages.copies(n) > 0 ? onDuplicate(n, reception) : -1;
    if (messages.sequence(n) < messages.latest(n)) {
      onStepBack(n, explainedBy >= 0);
    }
    boolean inTime = reception.delayMillis() < terms.ackTimeout().toMillis();
    messages.received(n, reception, reception.answer() == Given.AA && inTime);
  }

  private void onStepBack(int n, boolean explained) {
    String example = describe(n) + " after " + messages.latest(n);
    if (messages.copies(n) == 0) {
      findings.broken(Broken.OVERTAKEN, example);
    } else if (!(explained && terms.allowExplainedStepBack())) {
      findings.broken(Broken.STEPPED_BACK, example + (explained ? ", repeated after a kill" : ""));
    }
  }

  /** Classes a repeat; returns the index of the outage that explains it, or -1. */
  private int onDuplicate(int n, Reception repeat) {
    findings.count(Tally.DUPLICATES);
    if (!messages.wasContent(n)) {
      findings.count(Tally.DUPLICATES_DEMANDED);
      return -1;
    }
    int outage = explanation(messages.lastCopy(n), repeat.nanos());
    if (outage < 0) {
      findings.count(Tally.DUPLICATES_UNEXPLAINED);
      long millis = (repeat.nanos() - messages.lastCopy(n)) / 1_000_000;
      findings.broken(Broken.DUPLICATED, describe(n) + ", again after " + millis + " ms");
      return -1;
    }
    findings.count(Tally.DUPLICATES_EXPLAINED);
    duplicatesOfOutage[outage]++;
    long age = evidence.outages().get(outage).killed() - messages.lastCopy(n);
    oldestOfOutage[outage] = Math.max(oldestOfOutage[outage], age);
    return outage;
  }

  private int explanation(long earlier, long later) {
    List<Outage> outages = evidence.outages();
    for (int i = 0; i < outages.size(); i++) {
      Outage outage = outages.get(i);
      boolean inFlight =
          earlier >= outage.killed() - terms.inFlightWindow().toNanos()
              && earlier <= outage.restarted();
      if (inFlight && later > outage.restarted()) {
        return i;
      }
    }
    return -1;
  }

  private void onFile(ArchivedFile file) {
    if (!file.finished()) {
      findings.count(Tally.ARCHIVE_LEFTOVERS);
      return;
    }
    Identity identity = file.identity();
    if (identity != null && !identity.id().run().equals(evidence.runId())) {
      findings.count(Tally.OTHER_RUNS);
      return;
    }
    findings.count(Tally.ARCHIVED);
    if (identity == null) {
      findings.broken(Broken.ARCHIVED_ALTERED, file.name() + ": no message of a run");
    } else if (!messages.isSent(identity.id().number())) {
      findings.broken(Broken.INVENTED, identity.id() + " in " + file.name());
    } else {
      onFileOf((int) identity.id().number(), file);
    }
  }

  private void onFileOf(int n, ArchivedFile file) {
    String example = describe(n) + " in " + file.name();
    if (!messages.hasBytes(n, file.length(), file.digest())) {
      findings.broken(Broken.ARCHIVED_ALTERED, example);
    }
    if (!terms.archives(messages.type(n))) {
      findings.broken(Broken.ARCHIVED_ASTRAY, example);
    }
    if (messages.filed(n) > 1) {
      findings.broken(Broken.ARCHIVED_TWICE, example);
    }
  }

  private void conclude(int n, boolean archived) {
    if (messages.isTaken(n)) {
      findings.count(Tally.DELIVERED);
    }
    if (messages.isAcknowledged(n)) {
      findings.count(Tally.ACKNOWLEDGED);
      if (!messages.isTaken(n)) {
        String note = messages.copies(n) > 0 ? ", though it came and was refused" : "";
        findings.broken(Broken.LOST, describe(n) + note);
      }
      if (archived && messages.files(n) == 0 && terms.archives(messages.type(n))) {
        findings.broken(Broken.UNARCHIVED, describe(n));
      }
    } else {
      findings.count(messages.isRefused(n) ? Tally.REFUSED : Tally.UNANSWERED);
      if (messages.isTaken(n)) {
        findings.count(Tally.DELIVERED_UNACKNOWLEDGED);
      }
    }
  }

  private String describe(int n) {
    return new ControlId(evidence.runId(), n)
        + " (patient "
        + messages.patient(n)
        + ", number "
        + messages.sequence(n)
        + ")";
  }
}
