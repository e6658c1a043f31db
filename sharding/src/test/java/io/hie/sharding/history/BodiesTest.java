package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.Payload;
import org.junit.jupiter.api.Test;

class BodiesTest {
  private static final Payload TEN = Payload.of("0123456789", UTF_8);

  private final Bodies.Budget budget = new Bodies.Budget(25);
  private final Bodies bodies = new Bodies(budget);

  @Test
  void shouldKeepBodiesWhileTheBudgetLasts() {
    // when
    bodies.keep(1, "a", TEN);
    bodies.keep(1, "b", TEN);
    bodies.keep(2, "c", TEN);

    // then
    assertThat(bodies.find(1, "a")).isSameAs(TEN);
    assertThat(bodies.find(1, "b")).isSameAs(TEN);
    assertThat(bodies.find(2, "c")).as("is in the log").isNull();
    assertThat(budget.used()).isEqualTo(20);
  }

  @Test
  void shouldShareTheBudgetWithOtherHistoriesAndGiveItBack() {
    // given
    Bodies others = new Bodies(budget);
    others.keep(1, "a", TEN);
    others.keep(2, "b", TEN);

    // when, then
    bodies.keep(1, "c", TEN);
    assertThat(bodies.find(1, "c")).isNull();
    others.drop(1);
    bodies.keep(1, "c", TEN);
    assertThat(bodies.find(1, "c")).isSameAs(TEN);
    others.dropAll();
    bodies.dropAll();
    assertThat(budget.used()).isZero();
  }

  @Test
  void shouldCountABodyThatIsKeptAgainOnce() {
    // when
    bodies.keep(1, "a", TEN);
    bodies.keep(1, "a", TEN);

    // then
    assertThat(budget.used()).isEqualTo(10);
    bodies.drop(1);
    assertThat(budget.used()).isZero();
  }

  @Test
  void shouldKeepWhatIsNotInTheLogYetWhateverTheBudget() {
    // given
    bodies.keep(1, "a", TEN);
    bodies.keep(1, "b", TEN);

    // when
    bodies.pin(2, "c", TEN);

    // then
    assertThat(bodies.find(2, "c")).isSameAs(TEN);
    bodies.unpin();
    assertThat(bodies.find(2, "c")).as("in the log now, and no room").isNull();
    bodies.drop(1);
    bodies.pin(3, "d", TEN);
    bodies.unpin();
    assertThat(bodies.find(3, "d")).isSameAs(TEN);
    assertThat(budget.used()).isEqualTo(10);
  }
}
