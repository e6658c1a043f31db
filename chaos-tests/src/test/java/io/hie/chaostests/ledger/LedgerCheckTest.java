package io.hie.chaostests.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.ledger.Reception.Given;
import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.message.Identity;
import org.junit.jupiter.api.Test;

/** Loss, alteration, and the report. */
class LedgerCheckTest {
  private final Story story = new Story();

  @Test
  void shouldHoldWhenEveryAcknowledgedMessageArrivesOnceAndInOrder() {
    story.sentAndAcknowledged(0, 5, 1);
    story.sentAndAcknowledged(1, 6, 1);
    story.sentAndAcknowledged(2, 5, 2);
    story.delivered(0, 5, 1);
    story.delivered(2, 5, 2);
    story.delivered(1, 6, 1); // another patient may be later

    Findings findings = story.check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.count(Tally.SENT)).isEqualTo(3);
    assertThat(findings.count(Tally.ACKNOWLEDGED)).isEqualTo(3);
    assertThat(findings.count(Tally.DELIVERED)).isEqualTo(3);
    assertThat(findings.count(Tally.DUPLICATES)).isZero();
  }

  @Test
  void shouldFindAnAcknowledgedMessageThatIsLost() {
    story.sentAndAcknowledged(0, 5, 1);
    story.sentAndAcknowledged(1, 5, 2);
    story.delivered(1, 5, 2);

    story.assertBroken(Broken.LOST, "RUN001-0000000000 (patient 5, number 1)");
  }

  @Test
  void shouldCallAMessageLostThatTheSinkOnlyRefused() {
    story.sentAndAcknowledged(0, 5, 1);
    story.received(0, 5, 1, Given.AE);

    story.assertBroken(
        Broken.LOST, "RUN001-0000000000 (patient 5, number 1), though it came and was refused");
  }

  @Test
  void shouldNotMissAMessageThatWasNeverAcknowledged() {
    story.sent(0, 5, 1);
    story.sent(1, 6, 1);
    story.delivered(1, 6, 1);

    Findings findings = story.check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.count(Tally.UNANSWERED)).isEqualTo(2);
    assertThat(findings.count(Tally.DELIVERED_UNACKNOWLEDGED)).isEqualTo(1);
  }

  @Test
  void shouldCountARefusalAndExpectNoDelivery() {
    story.sent(0, 5, 1);
    story.add(new LoadEvent.Answered(0, story.tick(), "AR"));

    Findings findings = story.check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.count(Tally.REFUSED)).isEqualTo(1);
  }

  @Test
  void shouldFindAlteredBytes() {
    story.sentAndAcknowledged(0, 5, 1);
    story.add(
        new Reception(
            story.tick(), 1, Story.identity(0, 5, 1), 1, 1024, Story.digest(0) ^ 1, Given.AA, 0));

    story.assertBroken(Broken.ALTERED, "RUN001-0000000000 (patient 5, number 1)");
  }

  @Test
  void shouldFindAMessageThatCannotBeReadAnyMore() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.add(new Reception(story.tick(), 1, null, 1, 17, 0, Given.AA, 0));

    story.assertBroken(
        Broken.ALTERED, "a frame of 17 bytes in which no message of a run can be found");
  }

  @Test
  void shouldFindAMessageThatWasNeverSent() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.delivered(9, 5, 2);

    story.assertBroken(Broken.INVENTED, "RUN001-0000000009");
  }

  @Test
  void shouldFindAnAnswerForAnotherMessage() {
    story.add(new LoadEvent.Mismatched(3, story.tick()));

    story.assertBroken(Broken.MISANSWERED, "an answer on connection 3");
  }

  @Test
  void shouldNotLookAtOtherRuns() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    Identity other = new Identity(new ControlId("OTHER1", 0), 5, 1);
    story.add(new Reception(story.tick(), 1, other, 1, 1024, 0, Given.AA, 0));

    assertThat(story.check().hold()).isTrue();
    assertThat(story.check().count(Tally.OTHER_RUNS)).isEqualTo(1);
  }

  @Test
  void shouldKeepOnlySomeExamplesButCountAll() {
    for (int n = 0; n < 5000; n++) {
      story.sentAndAcknowledged(n, n, 1);
    }

    Findings findings = story.check();

    assertThat(findings.count(Broken.LOST)).isEqualTo(5000);
    assertThat(findings.examples().get(Broken.LOST)).hasSize(10);
  }

  @Test
  void shouldReportAsTableAndAsJson() {
    story.sentAndAcknowledged(0, 5, 1);
    story.killAndRestart();

    Findings findings = story.check();

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
}
