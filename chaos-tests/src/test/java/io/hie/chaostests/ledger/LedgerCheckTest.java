package io.hie.chaostests.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.ledger.Reception.Given;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.message.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LedgerCheckTest {
  private static final String RUN = "RUN001";
  private static final long MS = 1_000_000;

  private final List<LoadEvent> load = new ArrayList<>();
  private final List<Reception> sink = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();
  private @Nullable List<ArchivedFile> archive;
  private long clock = 1000 * MS;

  @Test
  void shouldHoldWhenEveryAcknowledgedMessageArrivesOnceAndInOrder() {
    sentAndAcknowledged(0, 5, 1);
    sentAndAcknowledged(1, 6, 1);
    sentAndAcknowledged(2, 5, 2);
    delivered(0, 5, 1);
    delivered(2, 5, 2);
    delivered(1, 6, 1); // another patient may be later

    Findings findings = check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.count(Tally.SENT)).isEqualTo(3);
    assertThat(findings.count(Tally.ACKNOWLEDGED)).isEqualTo(3);
    assertThat(findings.count(Tally.DELIVERED)).isEqualTo(3);
    assertThat(findings.count(Tally.DUPLICATES)).isZero();
  }

  @Test
  void shouldFindAnAcknowledgedMessageThatIsLost() {
    sentAndAcknowledged(0, 5, 1);
    sentAndAcknowledged(1, 5, 2);
    delivered(1, 5, 2);

    assertBroken(Broken.LOST, "RUN001-0000000000 (patient 5, number 1)");
  }

  @Test
  void shouldCallAMessageLostThatTheSinkOnlyRefused() {
    sentAndAcknowledged(0, 5, 1);
    received(0, 5, 1, Given.AE);

    assertBroken(
        Broken.LOST, "RUN001-0000000000 (patient 5, number 1), though it came and was refused");
  }

  @Test
  void shouldNotMissAMessageThatWasNeverAcknowledged() {
    sent(0, 5, 1);
    sent(1, 6, 1);
    delivered(1, 6, 1);

    Findings findings = check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.count(Tally.UNANSWERED)).isEqualTo(2);
    assertThat(findings.count(Tally.DELIVERED_UNACKNOWLEDGED)).isEqualTo(1);
  }

  @Test
  void shouldCountARefusalAndExpectNoDelivery() {
    sent(0, 5, 1);
    load.add(new LoadEvent.Answered(0, tick(), "AR"));

    Findings findings = check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.count(Tally.REFUSED)).isEqualTo(1);
  }

  @Test
  void shouldFindAMessageThatWasOvertaken() {
    sentAndAcknowledged(0, 5, 1);
    sentAndAcknowledged(1, 5, 2);
    delivered(1, 5, 2);
    delivered(0, 5, 1);

    assertBroken(Broken.OVERTAKEN, "RUN001-0000000000 (patient 5, number 1) after 2");
  }

  @Test
  void shouldFindADuplicateThatNothingExplains() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    delivered(0, 5, 1);

    Findings findings =
        assertBroken(
            Broken.DUPLICATED, "RUN001-0000000000 (patient 5, number 1), again after 1 ms");
    assertThat(findings.count(Tally.DUPLICATES_UNEXPLAINED)).isEqualTo(1);
  }

  @Test
  void shouldExplainADuplicateOfADeliveryInFlightAtAKill() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    killAndRestart();
    delivered(0, 5, 1);

    Findings findings = check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.count(Tally.DUPLICATES_EXPLAINED)).isEqualTo(1);
    assertThat(findings.outages())
        .containsExactly(new Findings.OutageFindings(3000, 1, 1)); // first copy 1 ms before
  }

  @Test
  void shouldNotExplainADuplicateOfADeliveryLongBeforeTheKill() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    clock += 1001 * MS;
    killAndRestart();
    delivered(0, 5, 1);

    assertBroken(Broken.DUPLICATED, null);
  }

  @Test
  void shouldNotExplainADuplicateByALaterKill() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    delivered(0, 5, 1);
    killAndRestart();

    assertBroken(Broken.DUPLICATED, null);
  }

  @Test
  void shouldNotExplainTwoDeliveriesAfterTheSameRestart() {
    sentAndAcknowledged(0, 5, 1);
    killAndRestart();
    delivered(0, 5, 1);
    delivered(0, 5, 1);

    assertBroken(Broken.DUPLICATED, null);
  }

  @Test
  void shouldExplainOneRepeatForEachKill() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    killAndRestart();
    delivered(0, 5, 1);
    killAndRestart();
    delivered(0, 5, 1);

    Findings findings = check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.outages()).extracting(o -> o.duplicates()).containsExactly(1, 1);
  }

  @Test
  void shouldTakeARepeatAfterANegativeAnswerForDemanded() {
    sentAndAcknowledged(0, 5, 1);
    received(0, 5, 1, Given.AE);
    received(0, 5, 1, Given.CUT);
    received(0, 5, 1, Given.NONE);
    received(0, 5, 1, Given.GARBAGE);
    delivered(0, 5, 1);

    Findings findings = check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.count(Tally.DUPLICATES_DEMANDED)).isEqualTo(4);
  }

  @Test
  void shouldTakeARepeatAfterAnAnswerThatCameTooLateForDemanded() {
    sentAndAcknowledged(0, 5, 1);
    sink.add(reception(0, 5, 1, Given.AA, 10_000));
    delivered(0, 5, 1);

    assertThat(check().hold()).isTrue();
  }

  @Test
  void shouldNotDemandARepeatOfAnAnswerHeldBackABit() {
    sentAndAcknowledged(0, 5, 1);
    sink.add(reception(0, 5, 1, Given.AA, 9_999));
    delivered(0, 5, 1);

    assertBroken(Broken.DUPLICATED, null);
  }

  @Test
  void shouldFindAMessageThatWentOnWhileTheOneBeforeItWasRefused() {
    sentAndAcknowledged(0, 5, 1);
    sentAndAcknowledged(1, 5, 2);
    received(0, 5, 1, Given.AE);
    delivered(1, 5, 2);
    delivered(0, 5, 1);

    assertBroken(Broken.STEPPED_BACK, "RUN001-0000000000 (patient 5, number 1) after 2");
  }

  @Test
  void shouldFindARepeatThatStepsBackEvenIfAKillExplainsIt() {
    sentAndAcknowledged(0, 5, 1);
    sentAndAcknowledged(1, 5, 2);
    delivered(0, 5, 1);
    delivered(1, 5, 2);
    killAndRestart();
    delivered(0, 5, 1);
    delivered(1, 5, 2);

    Findings findings =
        assertBroken(
            Broken.STEPPED_BACK,
            "RUN001-0000000000 (patient 5, number 1) after 2, repeated after a kill");
    assertThat(findings.count(Tally.DUPLICATES_EXPLAINED)).isEqualTo(2);
    assertThat(check(true).hold()).as("unless it is allowed").isTrue();
  }

  @Test
  void shouldNotAllowAStepBackThatNoKillExplains() {
    sentAndAcknowledged(0, 5, 1);
    sentAndAcknowledged(1, 5, 2);
    delivered(0, 5, 1);
    delivered(1, 5, 2);
    delivered(0, 5, 1);

    Findings findings = check(true);

    assertThat(findings.violations()).containsOnlyKeys(Broken.STEPPED_BACK, Broken.DUPLICATED);
  }

  @Test
  void shouldFindAlteredBytes() {
    sentAndAcknowledged(0, 5, 1);
    sink.add(new Reception(tick(), 1, identity(0, 5, 1), 1, 1024, digest(0) ^ 1, Given.AA, 0));

    assertBroken(Broken.ALTERED, "RUN001-0000000000 (patient 5, number 1)");
  }

  @Test
  void shouldFindAMessageThatCannotBeReadAnyMore() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    sink.add(new Reception(tick(), 1, null, 1, 17, 0, Given.AA, 0));

    assertBroken(Broken.ALTERED, "a frame of 17 bytes in which no message of a run can be found");
  }

  @Test
  void shouldFindAMessageThatWasNeverSent() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    delivered(9, 5, 2);

    assertBroken(Broken.INVENTED, "RUN001-0000000009");
  }

  @Test
  void shouldFindAnAnswerForAnotherMessage() {
    load.add(new LoadEvent.Mismatched(3, tick()));

    assertBroken(Broken.MISANSWERED, "an answer on connection 3");
  }

  @Test
  void shouldNotLookAtOtherRuns() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    Identity other = new Identity(new ControlId("OTHER1", 0), 5, 1);
    sink.add(new Reception(tick(), 1, other, 1, 1024, 0, Given.AA, 0));

    assertThat(check().hold()).isTrue();
    assertThat(check().count(Tally.OTHER_RUNS)).isEqualTo(1);
  }

  @Test
  void shouldHoldWhenEachArchivedTypeIsInOneFile() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    sentAndAcknowledged(1, 5, 2, "ORU^R01");
    delivered(1, 5, 2);
    archived("a.hl7", 0, digest(0));

    assertThat(check().hold()).isTrue();
  }

  @Test
  void shouldFindAMessageThatIsInNoFile() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    archive = new ArrayList<>();

    assertBroken(Broken.UNARCHIVED, "RUN001-0000000000 (patient 5, number 1)");
  }

  @Test
  void shouldFindAMessageThatIsInTwoFiles() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    archived("a.hl7", 0, digest(0));
    archived("b.hl7", 0, digest(0));

    assertBroken(Broken.ARCHIVED_TWICE, "RUN001-0000000000 (patient 5, number 1) in b.hl7");
  }

  @Test
  void shouldFindAlteredBytesInAFile() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    archived("a.hl7", 0, digest(0) ^ 1);

    assertBroken(Broken.ARCHIVED_ALTERED, "RUN001-0000000000 (patient 5, number 1) in a.hl7");
  }

  @Test
  void shouldFindAFileOfATypeThatIsNotRoutedThere() {
    sentAndAcknowledged(0, 5, 1, "ORU^R01");
    delivered(0, 5, 1);
    archived("a.hl7", 0, digest(0));

    assertBroken(Broken.ARCHIVED_ASTRAY, "RUN001-0000000000 (patient 5, number 1) in a.hl7");
  }

  @Test
  void shouldOnlyCountUnfinishedFiles() {
    sentAndAcknowledged(0, 5, 1);
    delivered(0, 5, 1);
    archived("a.hl7", 0, digest(0));
    Objects.requireNonNull(archive).add(new ArchivedFile(".b", null, 3, 0, false));

    assertThat(check().hold()).isTrue();
    assertThat(check().count(Tally.ARCHIVE_LEFTOVERS)).isEqualTo(1);
  }

  @Test
  void shouldKeepOnlySomeExamplesButCountAll() {
    for (int n = 0; n < 5000; n++) {
      sentAndAcknowledged(n, n, 1);
    }

    Findings findings = check();

    assertThat(findings.count(Broken.LOST)).isEqualTo(5000);
    assertThat(findings.examples().get(Broken.LOST)).hasSize(10);
  }

  @Test
  void shouldReportAsTableAndAsJson() {
    sentAndAcknowledged(0, 5, 1);
    killAndRestart();

    Findings findings = check();

    assertThat(Report.table(findings))
        .contains("BROKEN LOST: 1 messages acknowledged, but never taken by the destination")
        .contains("kill 1: ready again after 3,000 ms")
        .endsWith("PROMISES BROKEN.\n");
    assertThat(Report.json(findings))
        .contains("\"holds\": false")
        .contains("\"acknowledged\": 1")
        .contains("\"promise\": \"lost\", \"messages\": 1")
        .contains("RUN001-0000000000");
  }

  private Findings assertBroken(Broken broken, @Nullable String example) {
    Findings findings = check();
    assertThat(findings.hold()).isFalse();
    assertThat(findings.violations()).containsOnlyKeys(broken).containsEntry(broken, 1L);
    if (example != null) {
      assertThat(findings.examples().get(broken)).containsExactly(example);
    }
    return findings;
  }

  private Findings check() {
    return check(false);
  }

  private Findings check(boolean allowStepBack) {
    List<ArchivedFile> files = archive;
    return LedgerCheck.check(
        new Evidence(
            RUN, load::forEach, sink::forEach, outages, files == null ? null : files::forEach),
        new Terms(Duration.ofSeconds(1), Duration.ofSeconds(10), Set.of("ADT"), allowStepBack));
  }

  private void sent(long number, int patient, int sequence) {
    sent(number, patient, sequence, "ADT^A08");
  }

  private void sent(long number, int patient, int sequence, String type) {
    load.add(new LoadEvent.Sent(number, patient, sequence, 0, tick(), 1024, digest(number), type));
  }

  private void sentAndAcknowledged(long number, int patient, int sequence) {
    sentAndAcknowledged(number, patient, sequence, "ADT^A08");
  }

  private void sentAndAcknowledged(long number, int patient, int sequence, String type) {
    sent(number, patient, sequence, type);
    load.add(new LoadEvent.Answered(number, tick(), "AA"));
  }

  private void delivered(long number, int patient, int sequence) {
    received(number, patient, sequence, Given.AA);
  }

  private void received(long number, int patient, int sequence, Given answer) {
    sink.add(reception(number, patient, sequence, answer, 0));
  }

  private Reception reception(
      long number, int patient, int sequence, Given answer, int delayMillis) {
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

  private void archived(String name, long number, long digest) {
    if (archive == null) {
      archive = new ArrayList<>();
    }
    archive.add(new ArchivedFile(name, identity(number, 5, 1), 1024, digest, true));
  }

  private void killAndRestart() {
    long killed = tick();
    clock += 1000 * MS;
    long restarted = clock;
    clock += 2000 * MS;
    outages.add(new Outage(killed, restarted, clock));
  }

  private static Identity identity(long number, int patient, int sequence) {
    return new Identity(new ControlId(RUN, number), patient, sequence);
  }

  private static long digest(long number) {
    return number * 31 + 7;
  }

  private long tick() {
    clock += MS;
    return clock;
  }
}
