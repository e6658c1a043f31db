package io.hie.chaostests.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * When a node is killed: at a share of the load and a random moment after it, so that a plan means
 * the same on a fast and on a slow machine.
 */
record KillPlan(List<Moment> moments) {
  KillPlan {
    moments = List.copyOf(moments);
  }

  /**
   * One kill.
   *
   * @param acknowledged once so many messages are acknowledged
   * @param thenMillis and this long after
   */
  record Moment(long acknowledged, long thenMillis) {}

  /** Moments from 5 % to 90 % of the load, in order. */
  static KillPlan of(long seed, int kills, long messages) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Moment> moments = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      double share = 0.05 + 0.85 * random.nextDouble();
      moments.add(new Moment((long) (share * messages), random.nextLong(250)));
    }
    moments.sort(Comparator.comparingLong(Moment::acknowledged));
    return new KillPlan(moments);
  }
}
