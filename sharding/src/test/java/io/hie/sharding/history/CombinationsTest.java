package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.production.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every combination of queue type, overflow strategy, execution mode, messaging pattern and restart
 * policy: those that are allowed keep the promises under a load with faults, and those that are not
 * are refused with a reason. Histories die in the middle of a quarter of the runs. With
 * multiprocess, the other JVMs are such as die often; that real ones keep the promises is for the
 * tests of the node. With {@code -Dseed=N} a run is repeated.
 */
class CombinationsTest {
  private static final int AT_ONCE = 48;

  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final FlakyJvm FIRST = new FlakyJvm("first", SEED);
  private static final FlakyJvm SECOND = new FlakyJvm("second", SEED + 1);

  private static Engine engine;

  @BeforeAll
  static void start() {
    engine = Engine.start();
    engine.jvms.add(FIRST);
    engine.jvms.add(SECOND);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @Test
  void shouldKeepThePromisesInEveryCombinationThatIsAllowed() {
    // given
    System.out.println("seed " + SEED);
    List<Combination> allowed =
        Combination.all().stream().filter(each -> each.reasonsToRefuse().isEmpty()).toList();
    assertThat(allowed).hasSize(432);

    int deaths = 0;
    for (int from = 0; from < allowed.size(); from += AT_ONCE) {
      // when
      List<CombinationRun> runs = new ArrayList<>();
      for (int i = from; i < Math.min(from + AT_ONCE, allowed.size()); i++) {
        runs.add(new CombinationRun(engine, allowed.get(i), SEED + i, i % 900));
      }
      runs.forEach(CombinationRun::send);
      await("all ended").until(() -> runs.stream().allMatch(CombinationRun::isDone));

      // then
      runs.forEach(CombinationRun::check);
      deaths += runs.stream().mapToInt(CombinationRun::deaths).sum();
    }
    assertThat(FIRST.deaths.get()).isPositive();
    assertThat(SECOND.deaths.get()).isPositive();
    assertThat(deaths).as("histories that died on the way").isGreaterThan(allowed.size() / 2);
  }

  @Test
  void shouldRefuseEveryOtherCombinationWithAReason() {
    for (Combination combination : Combination.all()) {
      // when
      List<String> errors =
          Flow.problems(combination.settings()).stream()
              .filter(problem -> problem.severity() == Problem.Severity.ERROR)
              .map(Problem::message)
              .toList();

      // then
      List<String> reasons = combination.reasonsToRefuse();
      assertThat(errors).as("%s", combination).hasSameSizeAs(reasons);
      for (String reason : reasons) {
        assertThat(errors).as("%s", combination).anyMatch(error -> error.contains(reason));
      }
    }
  }
}
