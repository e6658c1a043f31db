package io.hie.chaostests.fault;

import io.hie.chaostests.ChaosException;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Which fault is next and whom it meets: the same for the same scenario, seed and parts. */
public final class Plan {

  /**
   * One fault.
   *
   * @param victim counted from 0
   */
  public record Step(Fault fault, int victim) {}

  private final List<Fault> faults;
  private final Scenario scenario;
  private final SplittableRandom random;
  private int steps;

  private Plan(Scenario scenario, List<Fault> faults, long seed) {
    this.scenario = scenario;
    this.faults = faults;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Makes one.
   *
   * @param allowed words of the faults that may be done
   * @throws ChaosException if none of the scenario's is allowed
   */
  public static Plan of(Scenario scenario, long seed, Set<String> allowed) {
    List<Fault> faults =
        scenario.faults().stream().filter(each -> allowed.contains(each.word())).toList();
    if (faults.isEmpty()) {
      throw new ChaosException(
          "none of the faults of "
              + scenario.name()
              + " is allowed; it has "
              + String.join(", ", scenario.faults().stream().map(Fault::word).distinct().toList())
              + ", and allowed is "
              + (allowed.isEmpty()
                  ? "nothing"
                  : String.join(", ", allowed.stream().sorted().toList())));
    }
    return new Plan(scenario, faults, seed);
  }

  /** The next one. */
  public Step next() {
    int step = steps++;
    Fault fault =
        faults.get(scenario.inTurn() ? step % faults.size() : random.nextInt(faults.size()));
    int many =
        switch (fault.part()) {
          case NODE -> scenario.nodes();
          case BROKER -> scenario.brokers();
          case DATABASE -> 1;
        };
    return new Step(fault, scenario.inTurn() ? step % many : random.nextInt(many));
  }
}
