package io.hie.sharding.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.sharding.allocation.LoadBalance.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RebalancingTest {
  private static final Duration REST = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofSeconds(3);
  private static final Set<String> NODES = Set.of("a", "b");
  private static final Map<Integer, String> ALL_AT_A = Map.of(0, "a", 1, "a", 2, "a", 3, "a");
  private static final Map<Integer, Double> BUSY = Map.of(0, 100.0, 1, 200.0, 2, 300.0, 3, 400.0);

  private long now = 1_000;
  private final Rebalancing rebalancing =
      new Rebalancing(new LoadBalance(0.2, 100), REST, () -> now);

  private Optional<Move> look(Map<Integer, String> where, Map<Integer, Double> rates) {
    now += LOOK.toNanos();
    return rebalancing.look(where, rates, NODES, Map.of());
  }

  private Optional<Move> lookUntilSomethingMoves(Duration atMost) {
    long until = now + atMost.toNanos();
    while (now < until) {
      Optional<Move> move = look(ALL_AT_A, BUSY);
      if (move.isPresent()) {
        return move;
      }
    }
    return Optional.empty();
  }

  @Test
  void shouldMoveAfterTheRest() {
    assertThat(lookUntilSomethingMoves(REST)).isEmpty();
    assertThat(lookUntilSomethingMoves(LOOK.multipliedBy(3))).isPresent();
  }

  @Test
  void shouldMoveOnlyWhatTwoLooksInARowHaveFound() {
    // given that the rest is over and what is found changes with each look
    assertThat(lookUntilSomethingMoves(REST)).isEmpty();
    now += REST.toNanos();
    Map<Integer, Double> other = Map.of(0, 400.0, 1, 300.0, 2, 200.0, 3, 100.0);
    for (int i = 0; i < 10; i++) {
      assertThat(look(ALL_AT_A, i % 2 == 0 ? other : BUSY)).isEmpty();
    }
    // when one is not clear in between
    assertThat(look(ALL_AT_A, other)).isEmpty();
    rebalancing.unclear();
    assertThat(look(ALL_AT_A, other)).isEmpty();
    // then the next one counts
    assertThat(look(ALL_AT_A, other)).isPresent();
  }

  @Test
  void shouldRestAfterAMoveAndWhenNodesCameOrWent() {
    assertThat(lookUntilSomethingMoves(REST.multipliedBy(2))).isPresent();
    assertThat(lookUntilSomethingMoves(REST.minus(LOOK))).isEmpty();
    assertThat(lookUntilSomethingMoves(REST)).isPresent();
    now += REST.toNanos();
    assertThat(rebalancing.look(ALL_AT_A, BUSY, Set.of("a", "b", "c"), Map.of())).isEmpty();
    assertThat(rebalancing.look(ALL_AT_A, BUSY, Set.of("a", "b", "c"), Map.of())).isEmpty();
    assertThat(lookUntilSomethingMoves(REST)).isEmpty();
    assertThat(lookUntilSomethingMoves(LOOK.multipliedBy(3))).isPresent();
    now += REST.toNanos();
    rebalancing.disturbed();
    assertThat(lookUntilSomethingMoves(REST.minus(LOOK))).isEmpty();
  }

  @Test
  void shouldMoveOneAtATimeAndNotSoonerThanARestApartWhateverHappens() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      long clock = 0;
      long[] at = {0};
      Rebalancing each = new Rebalancing(new LoadBalance(0.2, 100), REST, () -> at[0]);
      List<Long> moved = new ArrayList<>();
      Map<Integer, String> where = new HashMap<>();
      for (int shard = 0; shard < 16; shard++) {
        where.put(shard, random.nextBoolean() ? "a" : "b");
      }
      Map<Integer, Double> rates = new HashMap<>();
      for (int look = 0; look < 2_000; look++) {
        clock += LOOK.toNanos();
        at[0] = clock;
        if (look % 50 == 0) { // load goes from patient to patient all the time
          where.keySet().forEach(shard -> rates.put(shard, random.nextDouble() * 200));
        }
        each.look(where, rates, NODES, Map.of())
            .ifPresent(
                move -> {
                  where.put(move.shard(), move.to());
                  moved.add(at[0]);
                });
      }
      for (int i = 1; i < moved.size(); i++) {
        assertThat(moved.get(i) - moved.get(i - 1))
            .as("seed %d", seed)
            .isGreaterThanOrEqualTo(REST.toNanos());
      }
    }
  }
}
