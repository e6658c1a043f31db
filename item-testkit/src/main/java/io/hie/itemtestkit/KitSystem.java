package io.hie.itemtestkit;

import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/**
 * An actor system whose time is moved by hand. Starting one takes most of a test's time, so a
 * system that a kit gave back is used again; its threads end with the JVM.
 */
final class KitSystem {
  private static final ConcurrentLinkedDeque<KitSystem> IDLE = new ConcurrentLinkedDeque<>();

  private final ActorTestKit actors =
      ActorTestKit.create(
          "item-testkit",
          ManualTime.config()
              .withFallback(
                  ConfigFactory.parseString(
                      """
                      pekko.loglevel = WARNING
                      pekko.daemonic = on
                      pekko.jvm-exit-on-fatal-error = off
                      pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                      """))
              .withFallback(ConfigFactory.load(KitSystem.class.getClassLoader())));
  private final ManualTime time = ManualTime.get(actors.system());
  private final MovedClock clock = new MovedClock();

  private KitSystem() {}

  static KitSystem take() {
    KitSystem idle = IDLE.poll();
    return idle == null ? new KitSystem() : idle;
  }

  void release() {
    IDLE.push(this);
  }

  ActorSystem<?> typed() {
    return actors.system();
  }

  <T> ActorRef<T> spawn(Behavior<T> behavior) {
    return actors.spawn(behavior);
  }

  void stop(ActorRef<?> actor) {
    actors.stop(actor, ItemTestKit.PATIENCE);
  }

  Clock clock() {
    return clock;
  }

  void advance(Duration by) {
    clock.now = clock.now.plus(by);
    time.timePasses(by);
  }

  /** Shows what it is set to. */
  private static final class MovedClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return Clock.fixed(now, zone);
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
