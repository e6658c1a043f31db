package io.hie.actormodel.runtime;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Who waits for an item to have started, or to have nothing in hand. For its actor alone. */
final class ItemWatch {
  private final List<ActorRef<ItemCommand.StartResult>> forStart = new ArrayList<>();
  private final List<ActorRef<Done>> forIdle = new ArrayList<>();
  private ItemCommand.@Nullable StartResult result;

  void start(ActorRef<ItemCommand.StartResult> waiter) {
    if (result == null) {
      forStart.add(waiter);
    } else {
      waiter.tell(result);
    }
  }

  /** A start has ended. */
  void started(String problem) {
    ItemCommand.StartResult ended = new ItemCommand.StartResult(problem);
    result = ended;
    forStart.forEach(waiter -> waiter.tell(ended));
    forStart.clear();
  }

  void idle(ActorRef<Done> waiter) {
    forIdle.add(waiter);
  }

  void isIdle() {
    forIdle.forEach(waiter -> waiter.tell(Done.getInstance()));
    forIdle.clear();
  }
}
