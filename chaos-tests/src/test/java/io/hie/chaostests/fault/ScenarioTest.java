package io.hie.chaostests.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.chaostests.ChaosException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ScenarioTest {
  @SuppressWarnings("unused") // by JUnit
  static final List<String> NAMES = Scenario.NAMES;

  @ParameterizedTest
  @FieldSource("NAMES")
  void shouldReadThoseThatComeWithTheProgram(String name) {
    Scenario scenario = Scenario.named(name);

    assertThat(scenario.about()).isNotBlank();
    assertThat(scenario.nodes()).isEqualTo(3);
    assertThat(scenario.faults()).isNotEmpty();
  }

  @Test
  void shouldReadEveryFault() {
    Scenario scenario =
        Scenario.parse(
            "mine",
            """
            about    two lines   # not this
            about    of words
            nodes    5
            brokers  3
            database yes
            every    1 min
            choose   in turn
            fault    kill a node for 500 ms
            fault    freeze a node for 15 s
            fault    partition a node for 2 min
            fault    slow a node by 200 ms for 15 s
            fault    restart a node
            fault    kill a broker for 8 s
            fault    kill the database for 8s
            """);

    assertThat(scenario)
        .isEqualTo(
            new Scenario(
                "mine",
                "two lines of words",
                5,
                3,
                true,
                Duration.ofMinutes(1),
                true,
                List.of(
                    new Fault.Kill(Duration.ofMillis(500)),
                    new Fault.Freeze(Duration.ofSeconds(15)),
                    new Fault.Partition(Duration.ofMinutes(2)),
                    new Fault.Slow(Duration.ofMillis(200), Duration.ofSeconds(15)),
                    new Fault.Restart(),
                    new Fault.KillBroker(Duration.ofSeconds(8)),
                    new Fault.KillDatabase(Duration.ofSeconds(8)))));
  }

  @ParameterizedTest
  @CsvSource({
    "fault explode a node, mine line 2: 'explode a node' is no fault; write: kill a node for 1 s",
    "fault kill a node, mine line 2: 'null' is no time; write it as 500 ms",
    "fault kill the database for 3 h, mine line 2: 'kill the database for 3 h' is no fault",
    "node 3, mine line 2: 'node' is no setting; there are about",
    "nodes many, mine line 2: 'many' is no number from 1 to 9",
    "every 5, mine line 2: '5' is no time",
    "choose wisely, mine line 2: 'wisely' is neither 'in turn' nor 'by seed'",
    "brokers 2, mine: nodes must be from 1 to 9",
    "'', mine: there is no line that begins with fault"
  })
  void shouldSayWhatIsWrongAndWhere(String line, String words) {
    assertThatThrownBy(() -> Scenario.parse("mine", "# mine\n" + line + "\n"))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining(words);
  }

  @Test
  void shouldPlanTheSameForTheSameSeedAndOnlyWhatIsAllowed() {
    Scenario mixed = Scenario.named("mixed");

    assertThat(steps(mixed, 7, Fault.WORDS)).isEqualTo(steps(mixed, 7, Fault.WORDS));
    assertThat(steps(mixed, 7, Fault.WORDS)).isNotEqualTo(steps(mixed, 8, Fault.WORDS));
    assertThat(steps(mixed, 7, Set.of("freeze", "slow")))
        .extracting(each -> each.fault().word())
        .containsOnly("freeze", "slow");
    assertThatThrownBy(() -> Plan.of(mixed, 7, Set.of()))
        .hasMessageContaining("allowed is nothing");
  }

  @Test
  void shouldTakeEachNodeInTurn() {
    assertThat(steps(Scenario.named("rolling-restart"), 1, Fault.WORDS).subList(0, 6))
        .extracting(Plan.Step::victim)
        .containsExactly(0, 1, 2, 0, 1, 2);
  }

  private static List<Plan.Step> steps(Scenario scenario, long seed, Set<String> allowed) {
    Plan plan = Plan.of(scenario, seed, allowed);
    return IntStream.range(0, 50).mapToObj(i -> plan.next()).toList();
  }
}
