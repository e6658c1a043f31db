package io.hie.actormodel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.Intake;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The way in of a service with a rate limit, in virtual time. */
class PacedIntakeTest {
  private static final long SECOND = 1_000_000_000L;

  private final Deque<Runnable> timers = new ArrayDeque<>();
  private final Engine engine = new Engine();
  private long now;
  private final PacedIntake intake =
      new PacedIntake(
          engine, new Pace(1, 1, () -> now, (delay, then) -> timers.add(() -> elapse(then))));

  /** What it hands on to. */
  private static final class Engine implements Intake {
    private final List<Submission> submitted = new ArrayList<>();
    private boolean open = true;
    private @Nullable Runnable waits;

    @Override
    public void submit(Submission submission, Listener listener) {
      submitted.add(submission);
      listener.onAcceptance(new Acceptance.Stored("id"));
    }

    @Override
    public boolean isOpen(Runnable onOpen) {
      if (!open) {
        waits = onOpen;
      }
      return open;
    }
  }

  private void elapse(Runnable then) {
    now += SECOND;
    then.run();
  }

  private void submit() {
    intake.submit(null, acceptance -> {});
  }

  @Test
  void shouldCloseWhenItsPaceIsUsedUpAndWakeWhoWaitsOnce() {
    // given
    int[] woken = {0};
    assertThat(intake.isOpen(() -> woken[0]++)).isTrue();
    submit();

    // then
    assertThat(intake.isOpen(() -> woken[0]++)).isFalse();
    assertThat(woken[0]).isZero();
    timers.remove().run();
    assertThat(woken[0]).isEqualTo(1);
    assertThat(timers).isEmpty();
    assertThat(intake.isOpen(() -> woken[0]++)).isTrue();

    // and who was let through is not woken later
    submit();
    assertThat(intake.isOpen(() -> {})).isFalse();
    timers.remove().run();
    assertThat(woken[0]).isEqualTo(1);
  }

  @Test
  void shouldWakeAllWhoWaitByOneTimer() {
    List<String> woken = new ArrayList<>();
    submit();
    assertThat(intake.isOpen(() -> woken.add("first"))).isFalse();
    assertThat(intake.isOpen(() -> woken.add("second"))).isFalse();

    assertThat(timers).hasSize(1);
    timers.remove().run();

    assertThat(woken).containsExactly("first", "second");
  }

  @Test
  void shouldTakeWhatIsSubmittedWhileItIsClosedAndWaitLongerForIt() {
    // given a service that had three messages in its buffer
    for (int i = 0; i < 3; i++) {
      submit();
    }
    assertThat(engine.submitted).hasSize(3);

    // then the next may come when all three are made up for
    assertThat(intake.isOpen(() -> {})).isFalse();
    now += 2 * SECOND;
    assertThat(intake.isOpen(() -> {})).isFalse();
    now += SECOND;
    assertThat(intake.isOpen(() -> {})).isTrue();
  }

  @Test
  void shouldBeClosedWhileTheEngineIsWhateverItsPaceAllows() {
    int[] woken = {0};
    engine.open = false;

    assertThat(intake.isOpen(() -> woken[0]++)).isFalse();
    assertThat(timers).as("the engine tells when").isEmpty();

    engine.open = true;
    engine.waits.run();
    assertThat(woken[0]).isEqualTo(1);
    assertThat(intake.isOpen(() -> woken[0]++)).isTrue();
  }
}
