package io.hie.httpapi.live;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives what happens on a node to who listens, and remembers the last of it, so that one who was
 * cut off goes on where they were, or is told that it was too long ago. Bounded: events by topic
 * and workspace, what waits for a listener, and listeners. Safe from any thread; telling never
 * blocks.
 */
public final class LiveHub {
  /** Events of a topic that are remembered in each workspace. */
  static final int REMEMBERED = 1_000;

  /** Events that may wait for one listener. */
  static final int WAITING = 500;

  /** Listeners of a node, and of one person or script. */
  public static final int MOST_LISTENERS = 200;

  public static final int MOST_OF_ONE = 20;

  /** Listeners at other nodes; each node may have as many as it may have of its own. */
  static final int MOST_AFAR = 10 * MOST_LISTENERS;

  private static final String AFAR = "";

  private final String run = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  private final Object lock = new Object();
  private final Map<String, Map<Topic, Ring>> rings = new HashMap<>();
  private final Set<Listener> listeners = new LinkedHashSet<>();

  /** The last gap of each topic, for rings that are not there yet. */
  private final Map<Topic, Long> gaps = new EnumMap<>(Topic.class);

  private long last;

  /** Tells what happened in a workspace. {@code json} may be asked for later, or never. */
  public void tell(Topic topic, String workspace, Supplier<String> json) {
    synchronized (lock) {
      LiveEvent event = new LiveEvent(run, ++last, topic.word(), json);
      ring(workspace, topic).add(event);
      give(topic, workspace, event);
    }
  }

  /**
   * Tells an entry of the audit trail, which is remembered elsewhere.
   *
   * @param trail whose entry it is
   * @param number of the entry
   */
  public void tellAudit(String trail, long number, String workspace, Supplier<String> json) {
    synchronized (lock) {
      give(Topic.AUDIT, workspace, new LiveEvent(trail, number, Topic.AUDIT.word(), json));
    }
  }

  private void give(Topic topic, String workspace, LiveEvent event) {
    for (Listener each : listeners) {
      if (each.workspace().equals(workspace) && each.wants(topic)) {
        each.offer(event);
      }
    }
  }

  private Ring ring(String workspace, Topic topic) {
    return rings
        .computeIfAbsent(workspace, each -> new HashMap<>())
        .computeIfAbsent(topic, each -> new Ring(REMEMBERED, gaps.getOrDefault(topic, 0L)));
  }

  /** Topics were not watched for a while: nobody can go on in them from before. */
  public void gap(Set<Topic> topics) {
    synchronized (lock) {
      long upTo = ++last;
      topics.forEach(topic -> gaps.put(topic, upTo));
      rings
          .values()
          .forEach(
              each ->
                  each.forEach(
                      (topic, ring) -> {
                        if (topics.contains(topic)) {
                          ring.gap(upTo);
                        }
                      }));
    }
  }

  /** Whether anybody listens, here or at another node. */
  public boolean isHeard() {
    synchronized (lock) {
      return !listeners.isEmpty();
    }
  }

  /** How this run of the node is named in the ids of its events. */
  String run() {
    return run;
  }

  /**
   * Begins to listen. What is of other sources is to be {@link Listener#claim claimed}, and then
   * the listener {@link Listener#settle settled}.
   *
   * @param who for the bound on one person's listeners
   * @param after the id of the last event that was got; null to begin now
   * @return empty if there are too many listeners
   */
  public Optional<Listener> listen(
      String workspace, Set<Topic> topics, String who, @Nullable String after) {
    synchronized (lock) {
      long own = listeners.stream().filter(each -> each.who().equals(who)).count();
      long here = listeners.stream().filter(each -> !each.who().equals(AFAR)).count();
      return here >= MOST_LISTENERS || own >= MOST_OF_ONE
          ? Optional.empty()
          : Optional.of(begin(workspace, topics, who, after));
    }
  }

  /** The same for a listener of another node. */
  Optional<Listener> follow(String workspace, Set<Topic> topics, @Nullable String after) {
    synchronized (lock) {
      long afar = listeners.stream().filter(each -> each.who().equals(AFAR)).count();
      return afar >= MOST_AFAR
          ? Optional.empty()
          : Optional.of(begin(workspace, topics, AFAR, after));
    }
  }

  private Listener begin(String workspace, Set<Topic> topics, String who, @Nullable String after) {
    Optional<Position> position = after == null ? Optional.empty() : Position.parse(after);
    // Room for all that is remembered, which is given at once.
    Listener listener =
        new Listener(
            this,
            workspace,
            topics,
            who,
            WAITING + REMEMBERED * topics.size(),
            position.orElseGet(Position::new));
    if (after == null) {
      listener.claim(run, last);
    } else if (position.isEmpty()) {
      listener.claim(run, last);
      listener.offer(missed("not-an-id", 0));
    } else {
      goOn(listener);
    }
    listeners.add(listener);
    return listener;
  }

  /** What is of a run that the listener knows nothing of is new to it, all of it. */
  private void goOn(Listener listener) {
    long number = Math.max(0, listener.positionOf(run));
    if (number > last) {
      listener.claim(run, last);
      listener.offer(missed("not-an-id", 0));
      return;
    }
    listener.claim(run, number);
    boolean all =
        listener.topics().stream()
            .filter(topic -> topic != Topic.AUDIT)
            .allMatch(topic -> ring(listener.workspace(), topic).knowsAllAfter(number));
    if (!all) {
      listener.offer(missed("too-long-ago", 0));
    }
    listener.topics().stream()
        .flatMap(topic -> after(listener.workspace(), topic, number))
        .sorted((one, other) -> Long.compare(one.number(), other.number()))
        .forEach(listener::offer);
  }

  private Stream<LiveEvent> after(String workspace, Topic topic, long number) {
    return ring(workspace, topic).after(number).stream();
  }

  /**
   * What one listener did not get.
   *
   * @param count how many; 0 if that is not known
   */
  static LiveEvent missed(String why, long count) {
    return LiveEvent.toldOnce(
        "missed",
        () ->
            count == 0
                ? "{\"reason\":\"" + why + "\"}"
                : "{\"reason\":\"" + why + "\",\"events\":" + count + "}");
  }

  void remove(Listener listener) {
    synchronized (lock) {
      listeners.remove(listener);
    }
  }
}
