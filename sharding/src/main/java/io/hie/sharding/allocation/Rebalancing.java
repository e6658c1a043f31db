package io.hie.sharding.allocation;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * When a move for load is made: after two looks in a row that have found the same, and not before
 * nodes and shards have been as they are for a while, so that figures of load have caught up. Safe
 * from any thread.
 */
final class Rebalancing {
  private final LoadBalance balance;
  private final Duration rest;
  private final LongSupplier nanos;

  private Set<String> nodes = Set.of();
  private Optional<LoadBalance.Move> found = Optional.empty();
  private long restsUntil;

  /**
   * Of somebody who knows nothing of moves before; so it rests first.
   *
   * @param rest for how long nothing may have changed
   * @param nanos the clock
   */
  Rebalancing(LoadBalance balance, Duration rest, LongSupplier nanos) {
    this.balance = balance;
    this.rest = rest;
    this.nanos = nanos;
    disturbed();
  }

  /** Nodes come, go or cannot be reached, or shards are moving. */
  synchronized void disturbed() {
    restsUntil = nanos.getAsLong() + rest.toNanos();
    found = Optional.empty();
  }

  /** Not all is known at this moment. */
  synchronized void unclear() {
    found = Optional.empty();
  }

  /**
   * A look at everything, of a time when nothing moves.
   *
   * @return what is to move now
   */
  synchronized Optional<LoadBalance.Move> look(
      Map<Integer, String> where,
      Map<Integer, Double> rates,
      Set<String> nodes,
      Map<String, Set<Integer>> warm) {
    if (!nodes.equals(this.nodes)) {
      this.nodes = Set.copyOf(nodes);
      disturbed();
      return Optional.empty();
    }
    Optional<LoadBalance.Move> before = found;
    found = balance.decide(where, rates, nodes, warm);
    if (found.isEmpty() || !found.equals(before) || nanos.getAsLong() - restsUntil < 0) {
      return Optional.empty();
    }
    Optional<LoadBalance.Move> move = found;
    disturbed();
    return move;
  }
}
