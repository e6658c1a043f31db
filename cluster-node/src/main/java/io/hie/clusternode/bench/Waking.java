package io.hie.clusternode.bench;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/** Reads the events of a key, tells how many there are, and stops when told anything. */
final class Waking extends EventSourcedBehavior<String, byte[], Integer> {
  private final CompletableFuture<Integer> awake;

  static Behavior<String> create(String key, CompletableFuture<Integer> awake) {
    return Behaviors.setup(context -> new Waking(key, awake));
  }

  private Waking(String key, CompletableFuture<Integer> awake) {
    super(PersistenceId.of("bench", key));
    this.awake = awake;
  }

  @Override
  public Integer emptyState() {
    return 0;
  }

  @Override
  public CommandHandler<String, byte[], Integer> commandHandler() {
    return (events, stop) -> Effect().stop();
  }

  @Override
  public EventHandler<Integer, byte[]> eventHandler() {
    return (events, event) -> events + 1;
  }

  @Override
  public SignalHandler<Integer> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), awake::complete)
        .build();
  }
}
