package io.hie.persistence.kafka.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownSnapshotsTest {
  private final KnownSnapshots known = new KnownSnapshots();

  @Test
  void shouldKnowNothingOfAnIdThatWasNotLoaded() {
    known.saved("a", 5);
    assertThat(known.find("a", 0, 10)).isNull();
  }

  @Test
  void shouldFindWhatIsThereAfterSavingAndDeleting() {
    known.loaded("a", List.of(200L));
    known.saved("a", 400);
    known.saved("a", 600);
    assertThat(known.find("a", 0, 400)).containsExactly(200L, 400L);

    known.deleted("a", List.of(200L, 400L));
    assertThat(known.find("a", 0, Long.MAX_VALUE)).containsExactly(600L);
    assertThat(known.find("a", 7, 3)).isEmpty();
  }

  @Test
  void shouldForgetWhatItKnewWhenTheIdIsLoadedAgain() {
    known.loaded("a", List.of(200L));
    known.loaded("a", List.of(800L));
    assertThat(known.find("a", 0, Long.MAX_VALUE)).containsExactly(800L);
  }
}
