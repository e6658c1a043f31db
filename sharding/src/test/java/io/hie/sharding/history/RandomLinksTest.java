package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.history.HistoryEvent.LinkBegun;
import io.hie.actormodel.history.HistoryEvent.LinkEnded;
import io.hie.actormodel.history.HistoryEvent.LinkFollowed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Merges at random between a few histories, crossing and in rings, with news of them that come late
 * and in any order: nothing waits for ever, and what was accepted before a merge is delivered
 * before it.
 */
class RandomLinksTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:15:30Z");
  private static final int HISTORIES = 5;

  private final List<Part> parts = new ArrayList<>();
  private final List<Runnable> news = new ArrayList<>();
  private final List<Merge> merges = new ArrayList<>();
  private final List<String> delivered = new ArrayList<>();
  private int moment;

  /** One history with one destination. */
  private static final class Part {
    final int number;
    final long skew;
    final Links links = new Links();
    long accepted;
    long done;

    Part(int number, long skew) {
      this.number = number;
      this.skew = skew;
    }

    String id() {
      return "w/p/" + number;
    }
  }

  /** A merge, and how many messages the other had when it was accepted. */
  private record Merge(int into, long message, int from, long before) {}

  @ParameterizedTest
  @ValueSource(ints = {0, 20})
  void shouldDeliverAllInOrderHoweverMergesCross(int skew) {
    long seed = 20_261_128L;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      begin(random, skew);
      for (int step = 0; step < 120; step++) {
        step(random);
      }
      for (int i = 0; i < 2_000 && !isDone(); i++) {
        news(random);
        parts.forEach(this::settle);
        parts.forEach(this::deliver);
      }
      assertThat(isDone()).as("round %d got to its end", round).isTrue();
      if (skew == 0) {
        assertOrder(round);
      }
    }
  }

  private void begin(Random random, int skew) {
    parts.clear();
    news.clear();
    merges.clear();
    delivered.clear();
    for (int i = 0; i < HISTORIES; i++) {
      parts.add(new Part(i, skew == 0 ? 0 : random.nextInt(skew)));
    }
  }

  private void step(Random random) {
    Part part = parts.get(random.nextInt(HISTORIES));
    switch (random.nextInt(6)) {
      case 0 -> part.accepted++;
      case 1 -> merge(part, parts.get(random.nextInt(HISTORIES)));
      case 2 -> news(random);
      case 3 -> settle(part);
      default -> deliver(part);
    }
  }

  private void merge(Part into, Part from) {
    if (into == from) {
      return;
    }
    Instant now = AT.plusMillis(++moment + into.skew);
    into.accepted++;
    merges.add(new Merge(into.number, into.accepted, from.number, from.accepted));
    for (LinkBegun begun :
        into.links.begunBy(
            into.accepted, "m", List.of(new HistoryCommand.Other(from.id(), "A40", true)), now)) {
      into.links.apply(begun);
      HistoryCommand.Link link =
          new HistoryCommand.Link(into.id(), begun.message(), "m", "A40", begun.rank());
      news.add(
          () -> {
            LinkFollowed followed = from.links.follow(link, from.id(), from.accepted, now);
            if (followed != null) {
              from.links.apply(followed);
            }
          });
    }
  }

  private void news(Random random) {
    if (!news.isEmpty()) {
      news.remove(random.nextInt(news.size())).run();
    }
  }

  /** Hears that what is before a line in the other history has ended. */
  private void settle(Part part) {
    for (Links.Line line : List.copyOf(part.links.open())) {
      if (hasEnded(part, line)) {
        part.links.apply(
            new LinkEnded(AT, line.with(), line.message(), line.ours(), true, List.of()));
      }
    }
  }

  private boolean hasEnded(Part part, Links.Line line) {
    Part other = parts.get(Integer.parseInt(line.with().substring(4)));
    if (!line.ours()) {
      return other.done >= line.message();
    }
    Links.Line there = other.links.find(new Links.Id(part.id(), line.message(), false));
    return there != null && other.done >= there.from() - 1;
  }

  private void deliver(Part part) {
    long next = part.done + 1;
    if (next <= part.accepted
        && part.links.open().stream().noneMatch(line -> next >= line.from())) {
      part.done = next;
      delivered.add(part.number + ":" + next);
    }
  }

  private boolean isDone() {
    return parts.stream().allMatch(part -> part.done == part.accepted);
  }

  private void assertOrder(int round) {
    for (Merge merge : merges) {
      int at = delivered.indexOf(merge.into() + ":" + merge.message());
      for (long i = 1; i <= merge.before(); i++) {
        assertThat(delivered.indexOf(merge.from() + ":" + i)).as("round %d", round).isLessThan(at);
      }
    }
  }
}
