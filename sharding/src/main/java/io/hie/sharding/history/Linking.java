package io.hie.sharding.history;

import io.hie.actormodel.history.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * What the histories that are linked with this one have told, and what they are told. Each side of
 * a link asks the other where what is before the line is open, and is told at once and whenever
 * that changes, until nothing is. All of this is in memory: who loses it by a crash asks again, as
 * everybody does every {@link #ASK_AGAIN} until the answer is that nothing is open.
 */
final class Linking {
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
  private static final String TIMER = "links";

  private final String entityId;
  private final HistoryNode node;
  private final ActorContext<HistoryCommand> context;
  private final TimerScheduler<HistoryCommand> timers;

  /**
   * Where the other side of a link said that something is open; those that said nothing are not.
   */
  private final Map<Links.Id, Set<String>> heard = new HashMap<>();

  /** The other sides that are to be told, each by how they call the link. */
  private final Map<Links.Id, Watch> watches = new HashMap<>();

  /** Where something up to this message is open, as it was told last. */
  private record Watch(long upTo, Set<String> told) {}

  Linking(
      String entityId,
      HistoryNode node,
      ActorContext<HistoryCommand> context,
      TimerScheduler<HistoryCommand> timers) {
    this.entityId = entityId;
    this.node = node;
    this.context = context;
    this.timers = timers;
  }

  /**
   * Whether a leg has to wait for what another history has open where it is to go, or on the way
   * there.
   *
   * @param upstream all items from which a message can come to the leg's
   */
  boolean holds(History history, Leg leg, Set<String> upstream) {
    for (Links.Line line : history.links().open()) {
      if (leg.id.message() >= line.from()) {
        Set<String> open = heard.get(line.id());
        if (open == null || open.contains(leg.item) || open.stream().anyMatch(upstream::contains)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The log was read; what is open is asked for as soon as what came meanwhile is heard. */
  void recovered(History history) {
    if (!history.links().open().isEmpty()) {
      context.getSelf().tell(new HistoryCommand.LinksDue());
    }
  }

  /** This life is over. */
  void forget() {
    heard.clear();
    watches.clear();
  }

  // --- asking

  /** New links are told to the other side before anybody hears of the message that made them. */
  void written(History history, List<HistoryEvent> events) {
    for (HistoryEvent event : events) {
      if (event instanceof HistoryEvent.LinkBegun || event instanceof HistoryEvent.LinkFollowed) {
        askAll(history);
        break;
      }
    }
    for (Map.Entry<Links.Id, Watch> watch : List.copyOf(watches.entrySet())) {
      Set<String> now = history.lanes().itemsOpenUpTo(watch.getValue().upTo);
      if (!now.equals(watch.getValue().told)) {
        tell(watch.getKey(), new Watch(watch.getValue().upTo, now));
      }
    }
  }

  /** Asks about all links that something may have to wait for, and again in a while. */
  void askAll(History history) {
    for (Links.Line line : history.links().open()) {
      send(
          line.with(),
          line.ours()
              ? new HistoryCommand.Link(
                  entityId, line.message(), line.messageId(), line.event(), line.rank())
              : new HistoryCommand.LinkAsk(entityId, line.message()));
    }
    if (!history.links().open().isEmpty()) {
      timers.startSingleTimer(TIMER, new HistoryCommand.LinksDue(), ASK_AGAIN);
    }
  }

  /**
   * The other side told where it has something open.
   *
   * @return to be written if nothing is open there any more
   */
  HistoryEvent.@Nullable LinkEnded heard(History history, HistoryCommand.LinkState state) {
    Links.Id id = new Links.Id(state.of(), state.message(), state.yours());
    if (!history.links().isOpen(id)) {
      return null;
    }
    if (!state.openAt().isEmpty()) {
      heard.put(id, Set.copyOf(state.openAt()));
      return null;
    }
    heard.remove(id);
    return new HistoryEvent.LinkEnded(
        node.clock().instant(), state.of(), state.message(), state.yours(), true, List.of());
  }

  /** What was waited for too long; to be written, so that what follows goes all the same. */
  List<HistoryEvent> overdue(History history) {
    Instant now = node.clock().instant();
    List<HistoryEvent> over = new ArrayList<>();
    for (Links.Line line : history.links().open()) {
      if (line.since().plus(node.linkWait()).isBefore(now)) {
        Set<String> open = heard.remove(line.id());
        List<String> openAt = open == null ? List.of() : open.stream().sorted().toList();
        context
            .getLog()
            .warn(
                "{} waits no more for {}, which is linked with it by {}: open there {}",
                entityId,
                line.with(),
                line.event(),
                open == null ? "is not known what" : openAt);
        over.add(
            new HistoryEvent.LinkEnded(
                now, line.with(), line.message(), line.ours(), false, openAt));
      }
    }
    return over;
  }

  // --- answering

  /** Another history's message links it with this one, which is in the log by now. */
  void answer(History history, HistoryCommand.Link link) {
    Links.Line line = history.links().find(new Links.Id(link.by(), link.message(), false));
    if (line != null) {
      watch(history, new Links.Id(link.by(), link.message(), true), line.from() - 1);
    }
  }

  /** A history that a message of this one is linked with asks. */
  void answer(History history, HistoryCommand.LinkAsk ask) {
    watch(history, new Links.Id(ask.by(), ask.message(), false), ask.message());
  }

  private void watch(History history, Links.Id theirs, long upTo) {
    tell(theirs, new Watch(upTo, history.lanes().itemsOpenUpTo(upTo)));
  }

  private void tell(Links.Id theirs, Watch watch) {
    send(
        theirs.with(),
        new HistoryCommand.LinkState(
            entityId, theirs.message(), theirs.ours(), List.copyOf(watch.told)));
    if (watch.told.isEmpty()) {
      watches.remove(theirs);
    } else {
      watches.put(theirs, watch);
    }
  }

  private void send(String other, HistoryCommand command) {
    Histories.entity(context.getSystem(), other).tell(command);
  }
}
