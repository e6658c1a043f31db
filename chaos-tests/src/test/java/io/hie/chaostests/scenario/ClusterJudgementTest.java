package io.hie.chaostests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.fault.Fault;
import io.hie.chaostests.ledger.Outage;
import io.hie.chaostests.report.Happening;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What excuses that a delivery comes twice. */
class ClusterJudgementTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Duration TIME = Duration.ofSeconds(15);

  private static Happening happening(Fault fault) {
    return new Happening(fault, 1, 10 * SECOND, 10 * SECOND + 40_000_000, 25 * SECOND, 30 * SECOND);
  }

  @Test
  void shouldCountAsInFlightWhatTheSinkReadsATenthOfASecondAfterANodeWasFrozenOrKilled() {
    for (Fault fault : new Fault[] {new Fault.Freeze(TIME), new Fault.Kill(TIME)}) {
      assertThat(ClusterJudgement.excuses(happening(fault)))
          .containsExactly(new Outage(10 * SECOND, 10 * SECOND + 140_000_000, 30 * SECOND));
    }
  }

  @Test
  void shouldExcuseNothingByAFaultThatTakesNoNode() {
    for (Fault fault :
        new Fault[] {
          new Fault.Restart(),
          new Fault.KillBroker(TIME),
          new Fault.KillDatabase(TIME),
          new Fault.Slow(Duration.ofMillis(200), TIME)
        }) {
      assertThat(ClusterJudgement.excuses(happening(fault))).isEmpty();
    }
  }
}
