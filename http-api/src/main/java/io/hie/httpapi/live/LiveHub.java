package io.hie.httpapi.live;

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
 * Gives what happens to who listens, and remembers the last of it, so that one who was cut off goes
 * on where they were, or is told that it was too long ago. Bounded: events by topic and workspace,
 * what waits for a listener, and listeners. Safe from any thread; telling never blocks.
 */
public final class LiveHub {
  /** Events of a topic that are remembered in each workspace. */
  static final int REMEMBERED = 1_000;

  /** Events that may wait for one listener. */
  static final int WAITING = 500;

  /** Listeners of a node, and of one person or script. */
  public static final int MOST_LISTENERS = 200;

  public static final int MOST_OF_ONE = 20;

  private final String run = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final Object lock = new Object();
  private final Map<String, Map<Topic, Ring>> rings = new HashMap<>();
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private long last;

  /** Tells what happened in a workspace. {@code json} may be asked for later, or never. */
  public void tell(Topic topic, String workspace, Supplier<String> json) {
    synchronized (lock) {
      LiveEvent event = new LiveEvent(++last, run + "-" + last, topic.word(), json);
      ring(workspace, topic).add(event);
      for (Listener each : listeners) {
        if (each.workspace().equals(workspace) && each.wants(topic)) {
          each.offer(event);
        }
      }
    }
  }

  private Ring ring(String workspace, Topic topic) {
    return rings
        .computeIfAbsent(workspace, each -> new HashMap<>())
        .computeIfAbsent(topic, each -> new Ring(REMEMBERED, 0));
  }

  /** Topics were not watched for a while: nobody can go on in them from before. */
  public void gap(Set<Topic> topics) {
    synchronized (lock) {
      long upTo = ++last;
      gapTo.put(Set.copyOf(topics), upTo);
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

  /** The last gap of topics, for rings that are not there yet. */
  private final Map<Set<Topic>, Long> gapTo = new HashMap<>();

  /** Whether anybody listens. */
  public boolean isHeard() {
    synchronized (lock) {
      return !listeners.isEmpty();
    }
  }

  /**
   * Begins to listen.
   *
   * @param who for the bound on one person's listeners
   * @param after the id of the last event that was got; null to begin now
   * @return empty if there are too many listeners
   */
  public Optional<Listener> listen(
      String workspace, Set<Topic> topics, String who, @Nullable String after) {
    synchronized (lock) {
      long own = listeners.stream().filter(each -> each.who().equals(who)).count();
      if (listeners.size() >= MOST_LISTENERS || own >= MOST_OF_ONE) {
        return Optional.empty();
      }
      // Room for all that is remembered, which is given at once.
      Listener listener =
          new Listener(this, workspace, topics, who, WAITING + REMEMBERED * topics.size());
      if (after != null) {
        goOn(listener, after);
      }
      listeners.add(listener);
      return Optional.of(listener);
    }
  }

  private void goOn(Listener listener, String after) {
    long number = number(after);
    if (number < 0) {
      listener.offer(missed("another-node-or-start", 0));
      return;
    }
    boolean all =
        listener.topics().stream()
            .allMatch(
                topic ->
                    gapTo.entrySet().stream()
                            .noneMatch(
                                gap -> gap.getKey().contains(topic) && number < gap.getValue())
                        && ring(listener.workspace(), topic).knowsAllAfter(number));
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

  /** The number in an id of this run; -1 if it is of another. */
  private long number(String id) {
    if (id.startsWith(run + "-") && id.substring(run.length() + 1).matches("\\d{1,18}")) {
      long number = Long.parseLong(id.substring(run.length() + 1));
      return number <= last ? number : -1;
    }
    return -1;
  }

  /**
   * What one listener did not get.
   *
   * @param count how many; 0 if that is not known
   */
  static LiveEvent missed(String why, long count) {
    return new LiveEvent(
        0,
        "",
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
