package io.hie.chaostests.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.ledger.Reception.Given;
import org.junit.jupiter.api.Test;

/** Order and duplicates. */
class LedgerOrderTest {
  private final Story story = new Story();

  @Test
  void shouldFindAMessageThatWasOvertaken() {
    story.sentAndAcknowledged(0, 5, 1);
    story.sentAndAcknowledged(1, 5, 2);
    story.delivered(1, 5, 2);
    story.delivered(0, 5, 1);

    story.assertBroken(Broken.OVERTAKEN, "RUN001-0000000000 (patient 5, number 1) after 2");
  }

  @Test
  void shouldFindADuplicateThatNothingExplains() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.delivered(0, 5, 1);

    Findings findings =
        story.assertBroken(
            Broken.DUPLICATED, "RUN001-0000000000 (patient 5, number 1), again after 1 ms");
    assertThat(findings.count(Tally.DUPLICATES_UNEXPLAINED)).isEqualTo(1);
  }

  @Test
  void shouldExplainADuplicateOfADeliveryInFlightAtAKill() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.killAndRestart();
    story.delivered(0, 5, 1);

    Findings findings = story.check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.count(Tally.DUPLICATES_EXPLAINED)).isEqualTo(1);
    assertThat(findings.outages())
        .containsExactly(new Findings.OutageFindings(3000, 1, 1)); // first copy 1 ms before
  }

  @Test
  void shouldNotExplainADuplicateOfADeliveryLongBeforeTheKill() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.pause(1001);
    story.killAndRestart();
    story.delivered(0, 5, 1);

    story.assertBroken(Broken.DUPLICATED, null);
  }

  @Test
  void shouldNotExplainADuplicateByALaterKill() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.delivered(0, 5, 1);
    story.killAndRestart();

    story.assertBroken(Broken.DUPLICATED, null);
  }

  @Test
  void shouldNotExplainTwoDeliveriesAfterTheSameRestart() {
    story.sentAndAcknowledged(0, 5, 1);
    story.killAndRestart();
    story.delivered(0, 5, 1);
    story.delivered(0, 5, 1);

    story.assertBroken(Broken.DUPLICATED, null);
  }

  @Test
  void shouldExplainOneRepeatForEachKill() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.killAndRestart();
    story.delivered(0, 5, 1);
    story.killAndRestart();
    story.delivered(0, 5, 1);

    Findings findings = story.check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.outages()).extracting(o -> o.duplicates()).containsExactly(1, 1);
  }

  @Test
  void shouldTakeARepeatAfterANegativeAnswerForDemanded() {
    story.sentAndAcknowledged(0, 5, 1);
    story.received(0, 5, 1, Given.AE);
    story.received(0, 5, 1, Given.CUT);
    story.received(0, 5, 1, Given.NONE);
    story.received(0, 5, 1, Given.GARBAGE);
    story.delivered(0, 5, 1);

    Findings findings = story.check();

    assertThat(findings.hold()).isTrue();
    assertThat(findings.count(Tally.DUPLICATES_DEMANDED)).isEqualTo(4);
  }

  @Test
  void shouldTakeARepeatAfterAnAnswerThatCameTooLateForDemanded() {
    story.sentAndAcknowledged(0, 5, 1);
    story.add(story.reception(0, 5, 1, Given.AA, 10_000));
    story.delivered(0, 5, 1);

    assertThat(story.check().hold()).isTrue();
  }

  @Test
  void shouldNotDemandARepeatOfAnAnswerHeldBackABit() {
    story.sentAndAcknowledged(0, 5, 1);
    story.add(story.reception(0, 5, 1, Given.AA, 9_999));
    story.delivered(0, 5, 1);

    story.assertBroken(Broken.DUPLICATED, null);
  }

  @Test
  void shouldFindAMessageThatWentOnWhileTheOneBeforeItWasRefused() {
    story.sentAndAcknowledged(0, 5, 1);
    story.sentAndAcknowledged(1, 5, 2);
    story.received(0, 5, 1, Given.AE);
    story.delivered(1, 5, 2);
    story.delivered(0, 5, 1);

    story.assertBroken(Broken.STEPPED_BACK, "RUN001-0000000000 (patient 5, number 1) after 2");
  }

  @Test
  void shouldFindARepeatThatStepsBackEvenIfAKillExplainsIt() {
    story.sentAndAcknowledged(0, 5, 1);
    story.sentAndAcknowledged(1, 5, 2);
    story.delivered(0, 5, 1);
    story.delivered(1, 5, 2);
    story.killAndRestart();
    story.delivered(0, 5, 1);
    story.delivered(1, 5, 2);

    Findings findings =
        story.assertBroken(
            Broken.STEPPED_BACK,
            "RUN001-0000000000 (patient 5, number 1) after 2, repeated after a kill");
    assertThat(findings.count(Tally.DUPLICATES_EXPLAINED)).isEqualTo(2);
    assertThat(story.check(true).hold()).as("unless it is allowed").isTrue();
  }

  @Test
  void shouldNotAllowAStepBackThatNoKillExplains() {
    story.sentAndAcknowledged(0, 5, 1);
    story.sentAndAcknowledged(1, 5, 2);
    story.delivered(0, 5, 1);
    story.delivered(1, 5, 2);
    story.delivered(0, 5, 1);

    Findings findings = story.check(true);

    assertThat(findings.violations()).containsOnlyKeys(Broken.STEPPED_BACK, Broken.DUPLICATED);
  }
}
