package io.hie.persistence.kafka.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.persistence.kafka.log.LogRecord.Append;
import io.hie.persistence.kafka.log.LogRecord.Claim;
import io.hie.persistence.kafka.log.LogRecord.DeleteTo;
import io.hie.persistence.kafka.log.Owner;
import io.hie.persistence.kafka.log.Serialized;
import io.hie.persistence.kafka.log.StoredEvent;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FoldTest {
  private static final Owner OWNER = new Owner(new UUID(0, 1), 1);
  private static final Owner EARLIER = new Owner(new UUID(0, 1), 0);
  private static final Owner STRANGER = new Owner(new UUID(0, 2), 1);

  private static Append append(Owner owner, long previous, long... seqNrs) {
    return new Append(
        owner,
        "id",
        previous,
        java.util.Arrays.stream(seqNrs)
            .mapToObj(
                each ->
                    new StoredEvent(
                        "w", each, 0, "", new Serialized(1, "", new byte[0]), null, List.of()))
            .toList());
  }

  @Test
  void shouldApplyWhatTheOwnerAppends() {
    assertThat(Fold.verdict(append(OWNER, 0, 1), OWNER, Head.NONE)).isEqualTo(Verdict.APPLIED);
    assertThat(Fold.after(append(OWNER, 0, 1, 2), Head.NONE)).isEqualTo(new Head(2, 0));
  }

  @Test
  void shouldFenceWhoeverIsNotTheLatestToHaveClaimed() {
    assertThat(Fold.verdict(append(OWNER, 0, 1), STRANGER, Head.NONE)).isEqualTo(Verdict.FENCED);
    assertThat(Fold.verdict(append(OWNER, 0, 1), null, Head.NONE)).isEqualTo(Verdict.FENCED);
    assertThat(Fold.verdict(append(EARLIER, 0, 1), OWNER, Head.NONE)).isEqualTo(Verdict.FENCED);
    assertThat(Fold.verdict(new DeleteTo(OWNER, "id", 1), STRANGER, new Head(1, 0)))
        .isEqualTo(Verdict.FENCED);
  }

  @Test
  void shouldFindNumbersThatTheLogHasOutOfSequence() {
    Head head = new Head(5, 0);
    assertThat(Fold.verdict(append(OWNER, 0, 5), OWNER, head)).isEqualTo(Verdict.OUT_OF_SEQUENCE);
    assertThat(Fold.verdict(append(OWNER, 0, 5, 6), OWNER, head))
        .isEqualTo(Verdict.OUT_OF_SEQUENCE);
    assertThat(Fold.verdict(append(OWNER, 0, 6), OWNER, head)).isEqualTo(Verdict.APPLIED);
  }

  @Test
  void shouldAllowAHoleWhereAnEventWasRejected() {
    assertThat(Fold.verdict(append(OWNER, 0, 8), OWNER, new Head(6, 0))).isEqualTo(Verdict.APPLIED);
  }

  @Test
  void shouldFindWhatFollowsAVoidWriteOutOfSequence() {
    assertThat(Fold.verdict(append(OWNER, 7, 8), OWNER, new Head(6, 0)))
        .isEqualTo(Verdict.OUT_OF_SEQUENCE);
  }

  @Test
  void shouldApplyEveryClaim() {
    assertThat(Fold.verdict(new Claim(STRANGER, ""), OWNER, Head.NONE)).isEqualTo(Verdict.APPLIED);
  }

  @Test
  void shouldDeleteNoFurtherThanThereIsAndNeverLess() {
    assertThat(Fold.after(new DeleteTo(OWNER, "id", Long.MAX_VALUE), new Head(9, 2)))
        .isEqualTo(new Head(9, 9));
    assertThat(Fold.after(new DeleteTo(OWNER, "id", 1), new Head(9, 2))).isEqualTo(new Head(9, 2));
  }
}
