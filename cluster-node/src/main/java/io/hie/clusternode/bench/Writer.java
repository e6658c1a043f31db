package io.hie.clusternode.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/** Persists an event, and the next one when that is stored, until it is told that it is enough. */
final class Writer extends EventSourcedBehavior<Writer.Next, byte[], Long> {
  /** Its own: the event before is stored. */
  record Next() {}

  private final byte[] event;
  private final Times times;
  private final AtomicBoolean enough;
  private final CountDownLatch stopped;
  private final ActorContext<Next> context;

  static Behavior<Next> create(
      String name, byte[] event, Times times, AtomicBoolean enough, CountDownLatch stopped) {
    return Behaviors.setup(context -> new Writer(name, event, times, enough, stopped, context));
  }

  private Writer(
      String name,
      byte[] event,
      Times times,
      AtomicBoolean enough,
      CountDownLatch stopped,
      ActorContext<Next> context) {
    super(PersistenceId.of("bench", name));
    this.event = event;
    this.times = times;
    this.enough = enough;
    this.stopped = stopped;
    this.context = context;
  }

  @Override
  public Long emptyState() {
    return 0L;
  }

  @Override
  public CommandHandler<Next, byte[], Long> commandHandler() {
    return (stored, next) -> {
      if (enough.get()) {
        stopped.countDown();
        return Effect().stop();
      }
      long now = System.nanoTime();
      return Effect()
          .persist(event)
          .thenRun(
              after -> {
                times.note(System.nanoTime() - now);
                context.getSelf().tell(new Next());
              });
    };
  }

  @Override
  public EventHandler<Long, byte[]> eventHandler() {
    return (stored, one) -> stored + 1;
  }

  @Override
  public SignalHandler<Long> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), stored -> context.getSelf().tell(new Next()))
        .build();
  }
}
