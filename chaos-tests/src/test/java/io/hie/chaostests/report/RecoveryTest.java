package io.hie.chaostests.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.fault.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final long SECOND = 1_000_000_000;
  private static final Fault KILL = new Fault.Kill(Duration.ofSeconds(1));

  private final List<Timeline.Second> seconds = new ArrayList<>();

  @Test
  void shouldTellThatThroughputStayed() {
    acknowledged(20, 100);

    assertThat(gone(5)).containsExactly(0);
  }

  @Test
  void shouldTellForHowLongItWasGone() {
    acknowledged(10, 100);
    acknowledged(7, 0);
    acknowledged(1, 800); // what had piled up
    acknowledged(10, 100);

    assertThat(gone(10)).containsExactly(7);
  }

  @Test
  void shouldCallLittleGoneToo() {
    acknowledged(10, 100);
    acknowledged(12, 60);
    acknowledged(10, 100);

    assertThat(gone(10).getFirst()).isBetween(11, 12);
  }

  @Test
  void shouldNotCallOneSlowSecondGoneThatTheNextMakesUpFor() {
    acknowledged(10, 100);
    acknowledged(1, 65);
    acknowledged(1, 135);
    acknowledged(10, 100);

    assertThat(gone(9)).containsExactly(0);
  }

  @Test
  void shouldKeepTwoFaultsApart() {
    acknowledged(10, 100);
    acknowledged(3, 0);
    acknowledged(10, 100);
    acknowledged(6, 0);
    acknowledged(10, 100);

    assertThat(gone(10, 23)).containsExactly(3, 6);
  }

  @Test
  void shouldSeeThatItNeverCameBack() {
    acknowledged(10, 100);
    acknowledged(30, 0);
    acknowledged(1, 1);

    assertThat(gone(10).getFirst()).isGreaterThan(25);
  }

  @Test
  void shouldNotTakeTheEndOfTheLoadForAnOutage() {
    acknowledged(20, 100);
    acknowledged(1, 20);
    acknowledged(10, 0);

    assertThat(gone(10)).containsExactly(0);
  }

  private void acknowledged(int howLong, int messages) {
    for (int i = 0; i < howLong; i++) {
      seconds.add(new Timeline.Second(messages, messages, 0, 1, 1));
    }
  }

  private List<Integer> gone(int... faults) {
    List<Happening> happenings = new ArrayList<>();
    for (int at : faults) {
      long began = at * SECOND;
      happenings.add(new Happening(KILL, 1, began, began, began + SECOND, began + 2 * SECOND));
    }
    return Recovery.of(new Timeline(0, seconds), happenings, 100).stream()
        .map(Recovery::goneSeconds)
        .toList();
  }
}
