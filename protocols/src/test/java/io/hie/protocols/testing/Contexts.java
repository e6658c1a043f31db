package io.hie.protocols.testing;

import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.LoggerFactory;

/** Makes what the engine gives to an item, and remembers what the item says of its outside. */
public final class Contexts {
  private final List<Outside> seen = new CopyOnWriteArrayList<>();
  private final List<String> details = new CopyOnWriteArrayList<>();
  private Clock clock = Clock.systemUTC();

  public Contexts withClock(Clock clock) {
    this.clock = clock;
    return this;
  }

  public ItemContext context(String item, Intake intake, ActorSystem<?> system) {
    return new ItemContext(
        "royal-hospital",
        "Royal-ADT",
        item,
        intake,
        (outside, detail) -> {
          seen.add(outside);
          details.add(detail);
        },
        system,
        clock,
        LoggerFactory.getLogger("io.hie.item." + item));
  }

  /** What the item said last of its outside. */
  public Outside outside() {
    return seen.isEmpty() ? Outside.CONNECTING : seen.getLast();
  }

  public List<String> details() {
    return List.copyOf(details);
  }
}
