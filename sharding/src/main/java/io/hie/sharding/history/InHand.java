package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.LegId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one life of a history has in memory only: who has which leg, and which outcomes are not
 * written yet. Void when that life ends, by a failed write or for good.
 */
final class InHand {
  private static final AtomicLong LIVES = new AtomicLong();

  /**
   * Legs that an item has, or whose body is on its way from the log, with their items: one for each
   * item at most, but where an item gives up the order of a key.
   */
  private final Map<LegId, String> underWay = new HashMap<>();

  /** Items that will tell when they have room. */
  private final Set<String> waitingFor = new HashSet<>();

  /** Items that told of room which is not used yet. */
  private final Set<String> roomAt = new HashSet<>();

  /** Outcomes not yet written; their legs are still under way until they are. */
  private final List<HistoryEvent> outcomes = new ArrayList<>();

  /** Legs whose {@link HistoryEvent.DeliveryStarted} was written in this life. */
  private final Set<LegId> startedHere = new HashSet<>();

  private long life = LIVES.incrementAndGet();

  /** Messages up to this one were open before this life began and may have been delivered then. */
  private long mayBeRepeatsUpTo;

  /** Which life this is: it begins anew after every failure. */
  long life() {
    return life;
  }

  /** Begins a new life. Room that is not used yet stays, for it is the next history's. */
  void beginAnew() {
    life = LIVES.incrementAndGet();
    underWay.clear();
    waitingFor.clear();
    startedHere.clear();
    outcomes.clear();
  }

  /** The log was read; what it says of the messages up to this one, an earlier life wrote. */
  void recovered(long lastMessage) {
    mayBeRepeatsUpTo = lastMessage;
  }

  boolean mayBeRepeat(LegId leg) {
    return leg.message() <= mayBeRepeatsUpTo;
  }

  // --- legs

  void take(Leg leg) {
    underWay.put(leg.id, leg.item);
  }

  void putBack(LegId leg) {
    underWay.remove(leg);
  }

  boolean isUnderWay(LegId leg) {
    return underWay.containsKey(leg);
  }

  boolean isBusy(String item) {
    return underWay.containsValue(item);
  }

  boolean nothingUnderWay() {
    return underWay.isEmpty();
  }

  void started(LegId leg) {
    startedHere.add(leg);
  }

  boolean startedHere(LegId leg) {
    return startedHere.contains(leg);
  }

  // --- outcomes

  void report(HistoryEvent.OfLeg outcome) {
    underWay.put(outcome.leg(), outcome.item());
    startedHere.remove(outcome.leg());
    outcomes.add(outcome);
  }

  boolean isReported(LegId leg) {
    for (HistoryEvent outcome : outcomes) {
      if (outcome instanceof HistoryEvent.OfLeg ofLeg && ofLeg.leg().equals(leg)) {
        return true;
      }
    }
    return false;
  }

  boolean allReported() {
    return outcomes.size() >= underWay.size();
  }

  boolean nothingReported() {
    return outcomes.isEmpty();
  }

  /** The outcomes not yet written, which are no longer held from here on. */
  List<HistoryEvent> takeOutcomes() {
    List<HistoryEvent> taken = List.copyOf(outcomes);
    outcomes.clear();
    return taken;
  }

  // --- room

  void waitFor(String item) {
    waitingFor.add(item);
  }

  boolean waitsFor(String item) {
    return waitingFor.contains(item);
  }

  /** An item told of room. */
  void ready(String item) {
    waitingFor.remove(item);
    roomAt.add(item);
  }

  void useRoom(String item) {
    roomAt.remove(item);
  }

  /** The items with room that no leg under way goes to; not held from here on. */
  List<String> takeUnusedRoom() {
    if (roomAt.isEmpty()) {
      return List.of();
    }
    List<String> unused = roomAt.stream().filter(item -> !isBusy(item)).toList();
    unused.forEach(roomAt::remove);
    return unused;
  }
}
