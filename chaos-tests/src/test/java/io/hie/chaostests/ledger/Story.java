package io.hie.chaostests.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.ledger.Reception.Given;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.message.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run told line by line, a millisecond apart, and its check. */
final class Story {
  private static final String RUN = "RUN001";
  private static final long MS = 1_000_000;

  private final List<LoadEvent> load = new ArrayList<>();
  private final List<Reception> sink = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();
  private @Nullable List<ArchivedFile> archive;
  private long clock = 1000 * MS;

  Findings assertBroken(Broken broken, @Nullable String example) {
    Findings findings = check();
    assertThat(findings.hold()).isFalse();
    assertThat(findings.violations()).containsOnlyKeys(broken).containsEntry(broken, 1L);
    if (example != null) {
      assertThat(findings.examples().get(broken)).containsExactly(example);
    }
    return findings;
  }

  Findings check() {
    return check(false);
  }

  Findings check(boolean allowStepBack) {
    List<ArchivedFile> files = archive;
    return LedgerCheck.check(
        new Evidence(
            RUN, load::forEach, sink::forEach, outages, files == null ? null : files::forEach),
        new Terms(Duration.ofSeconds(1), Duration.ofSeconds(10), Set.of("ADT"), allowStepBack));
  }

  void sent(long number, int patient, int sequence) {
    sent(number, patient, sequence, "ADT^A08");
  }

  void sent(long number, int patient, int sequence, String type) {
    load.add(new LoadEvent.Sent(number, patient, sequence, 0, tick(), 1024, digest(number), type));
  }

  void sentAndAcknowledged(long number, int patient, int sequence) {
    sentAndAcknowledged(number, patient, sequence, "ADT^A08");
  }

  void sentAndAcknowledged(long number, int patient, int sequence, String type) {
    sent(number, patient, sequence, type);
    load.add(new LoadEvent.Answered(number, tick(), "AA"));
  }

  void delivered(long number, int patient, int sequence) {
    received(number, patient, sequence, Given.AA);
  }

  void received(long number, int patient, int sequence, Given answer) {
    sink.add(reception(number, patient, sequence, answer, 0));
  }

  Reception reception(long number, int patient, int sequence, Given answer, int delayMillis) {
    return new Reception(
        tick(),
        1,
        identity(number, patient, sequence),
        1,
        1024,
        digest(number),
        answer,
        delayMillis);
  }

  void add(LoadEvent event) {
    load.add(event);
  }

  void add(Reception reception) {
    sink.add(reception);
  }

  void pause(long millis) {
    clock += millis * MS;
  }

  /** The archive is looked at, even if there is nothing in it. */
  List<ArchivedFile> archive() {
    if (archive == null) {
      archive = new ArrayList<>();
    }
    return archive;
  }

  void archived(String name, long number, long digest) {
    archive().add(new ArchivedFile(name, identity(number, 5, 1), 1024, digest, true));
  }

  void killAndRestart() {
    long killed = tick();
    clock += 1000 * MS;
    long restarted = clock;
    clock += 2000 * MS;
    outages.add(new Outage(killed, restarted, clock));
  }

  static Identity identity(long number, int patient, int sequence) {
    return new Identity(new ControlId(RUN, number), patient, sequence);
  }

  static long digest(long number) {
    return number * 31 + 7;
  }

  long tick() {
    clock += MS;
    return clock;
  }
}
