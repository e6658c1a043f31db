package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The links of a history with others, as the log says. A link is a line through both histories:
 * what is before it in either ends at a destination before what is behind it in the other begins
 * there.
 *
 * <p>Lines that cross would have two messages wait for each other. So every link has a rank, made
 * when its message is accepted and later than that of all open lines there, and a line is drawn in
 * the other history before every open one of a greater rank. Along any chain of waiting the ranks
 * then only fall, so none comes back to where it began, however many histories are in it.
 */
final class Links {
  /** Open ones at a time, and ended ones that are remembered. */
  static final int MOST = 64;

  private final List<Line> open = new ArrayList<>();
  private final List<Line> ended = new ArrayList<>();

  /**
   * A link as it is in one history.
   *
   * @param with id of the other history
   * @param message number of the message that links, in the history that has it
   * @param ours whether that is this one
   * @param from number of the first message here that is behind the line
   * @param since when it was drawn here
   */
  record Line(
      String with,
      long message,
      boolean ours,
      String messageId,
      long from,
      String event,
      Instant rank,
      Instant since,
      boolean open) {

    Id id() {
      return new Id(with, message, ours);
    }

    private Line end() {
      return new Line(with, message, ours, messageId, from, event, rank, since, false);
    }
  }

  /** Which of a history's links. */
  record Id(String with, long message, boolean ours) {}

  // --- decisions

  /**
   * What a message that concerns other histories begins. Those that it does not say are linked are
   * left out if they were linked before, and so are those for which there is no room.
   *
   * @param message its number
   */
  List<HistoryEvent.LinkBegun> begunBy(
      long message, String messageId, List<HistoryCommand.Other> others, Instant now) {
    if (others.isEmpty()) {
      return List.of();
    }
    Instant rank = now;
    for (Line line : open) {
      if (!line.rank.isBefore(rank)) {
        rank = line.rank.plusMillis(1);
      }
    }
    List<HistoryEvent.LinkBegun> begun = new ArrayList<>(others.size());
    for (HistoryCommand.Other other : others) {
      if (open.size() + begun.size() < MOST && (other.said() || !knows(other.history()))) {
        begun.add(
            new HistoryEvent.LinkBegun(
                message, now, other.history(), messageId, other.event(), rank));
      }
    }
    return begun;
  }

  /**
   * What another history's link is here; null if it is drawn already, or there is no room for it
   * now.
   *
   * @param self id of this history
   * @param messages how many it has accepted
   */
  HistoryEvent.@Nullable LinkFollowed follow(
      HistoryCommand.Link link, String self, long messages, Instant now) {
    if (find(new Id(link.by(), link.message(), false)) != null || open.size() >= MOST) {
      return null;
    }
    long after = messages;
    for (Line line : open) {
      if (isAfter(line.rank, line.ours ? self : line.with, link)) {
        after = Math.min(after, line.from - 1);
      }
    }
    return new HistoryEvent.LinkFollowed(
        now, link.by(), link.message(), link.messageId(), after, link.event(), link.rank());
  }

  private static boolean isAfter(Instant rank, String by, HistoryCommand.Link link) {
    int order = rank.compareTo(link.rank());
    return order > 0 || (order == 0 && by.compareTo(link.by()) > 0);
  }

  // --- changes

  void apply(HistoryEvent.OfLink event) {
    switch (event) {
      case HistoryEvent.LinkBegun begun ->
          open.add(
              new Line(
                  begun.with(),
                  begun.message(),
                  true,
                  begun.messageId(),
                  begun.message(),
                  begun.event(),
                  begun.rank(),
                  begun.at(),
                  true));
      case HistoryEvent.LinkFollowed followed ->
          open.add(
              new Line(
                  followed.with(),
                  followed.message(),
                  false,
                  followed.messageId(),
                  followed.after() + 1,
                  followed.event(),
                  followed.rank(),
                  followed.at(),
                  true));
      case HistoryEvent.LinkEnded over -> end(new Id(over.with(), over.message(), over.ours()));
    }
  }

  private void end(Id id) {
    for (Line line : open) {
      if (line.id().equals(id)) {
        open.remove(line);
        remember(line.end());
        return;
      }
    }
  }

  private void remember(Line line) {
    ended.add(line);
    if (ended.size() > MOST) {
      ended.removeFirst();
    }
  }

  /** Takes up what a snapshot has. */
  void restore(Line line) {
    if (line.open) {
      open.add(line);
    } else {
      remember(line);
    }
  }

  // --- questions

  /** Those that something may still wait for. */
  List<Line> open() {
    return open;
  }

  /** All that are known, ended ones first. */
  List<Line> all() {
    List<Line> all = new ArrayList<>(ended);
    all.addAll(open);
    return all;
  }

  @Nullable Line find(Id id) {
    for (Line line : all()) {
      if (line.id().equals(id)) {
        return line;
      }
    }
    return null;
  }

  boolean isOpen(Id id) {
    for (Line line : open) {
      if (line.id().equals(id)) {
        return true;
      }
    }
    return false;
  }

  private boolean knows(String other) {
    return all().stream().anyMatch(line -> line.with.equals(other));
  }
}
