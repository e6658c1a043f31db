package io.hie.persistence.kafka.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a view counts as behind the log, with the time given. */
class BehindTest {
  private Progress first = new Progress(true, true, true, 0, 0);
  private Progress second = new Progress(true, true, false, 0, 0);
  private final Behind behind = new Behind(2, number -> number == 0 ? first : second);
  private long now = 1;

  private void look(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
    behind.look(now);
  }

  @Test
  void shouldBeUpToDateWhereRecordsAreReadAsTheyCome() {
    for (int second = 1; second <= 60; second++) {
      // always some hundred behind, but other ones
      first = new Progress(true, true, true, second * 1_000L - 500, second * 1_000L);
      look(1);
      assertThat(behind.reason()).isEmpty();
    }
  }

  @Test
  void shouldBeBehindWhereARecordIsNotReadForLong() {
    // given
    first = new Progress(true, true, false, 10, 500);
    look(1);
    look(9);
    assertThat(behind.reason()).isEmpty();
    // when it goes on to read, but not as far as the log was
    first = new Progress(true, true, false, 499, 900);
    look(2);
    // then
    assertThat(behind.reason()).hasValueSatisfying(why -> assertThat(why).contains("401 records"));
    // and when it has read them
    first = new Progress(true, true, false, 900, 900);
    look(1);
    assertThat(behind.reason()).isEmpty();
  }

  @Test
  void shouldNotMindAPartitionThatIsReadForTheFirstTime() {
    second = new Progress(true, false, false, 10, 1_000_000);
    look(1);
    look(60);
    assertThat(behind.reason()).isEmpty();
    // and has its time from when it has caught up
    second = new Progress(true, true, false, 1_000_000, 1_000_050);
    look(1);
    look(9);
    assertThat(behind.reason()).isEmpty();
    look(2);
    assertThat(behind.reason()).isPresent();
  }
}
