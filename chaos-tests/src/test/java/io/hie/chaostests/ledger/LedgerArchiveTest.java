package io.hie.chaostests.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The files of a file operation. */
class LedgerArchiveTest {
  private final Story story = new Story();

  @Test
  void shouldHoldWhenEachArchivedTypeIsInOneFile() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.sentAndAcknowledged(1, 5, 2, "ORU^R01");
    story.delivered(1, 5, 2);
    story.archived("a.hl7", 0, Story.digest(0));

    assertThat(story.check().hold()).isTrue();
  }

  @Test
  void shouldFindAMessageThatIsInNoFile() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.archive();

    story.assertBroken(Broken.UNARCHIVED, "RUN001-0000000000 (patient 5, number 1)");
  }

  @Test
  void shouldFindAMessageThatIsInTwoFiles() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.archived("a.hl7", 0, Story.digest(0));
    story.archived("b.hl7", 0, Story.digest(0));

    story.assertBroken(Broken.ARCHIVED_TWICE, "RUN001-0000000000 (patient 5, number 1) in b.hl7");
  }

  @Test
  void shouldFindAlteredBytesInAFile() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.archived("a.hl7", 0, Story.digest(0) ^ 1);

    story.assertBroken(Broken.ARCHIVED_ALTERED, "RUN001-0000000000 (patient 5, number 1) in a.hl7");
  }

  @Test
  void shouldFindAFileOfATypeThatIsNotRoutedThere() {
    story.sentAndAcknowledged(0, 5, 1, "ORU^R01");
    story.delivered(0, 5, 1);
    story.archived("a.hl7", 0, Story.digest(0));

    story.assertBroken(Broken.ARCHIVED_ASTRAY, "RUN001-0000000000 (patient 5, number 1) in a.hl7");
  }

  @Test
  void shouldOnlyCountUnfinishedFiles() {
    story.sentAndAcknowledged(0, 5, 1);
    story.delivered(0, 5, 1);
    story.archived("a.hl7", 0, Story.digest(0));
    story.archive().add(new ArchivedFile(".b", null, 3, 0, false));

    assertThat(story.check().hold()).isTrue();
    assertThat(story.check().count(Tally.ARCHIVE_LEFTOVERS)).isEqualTo(1);
  }
}
