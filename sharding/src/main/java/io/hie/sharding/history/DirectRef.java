package io.hie.sharding.history;

import java.util.function.Consumer;
import org.apache.pekko.actor.ActorCell;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import scala.runtime.BoxedUnit;

/**
 * An actor reference whose messages are handled on the thread that sends them, so that it costs no
 * hand-off to an actor's thread. It can be reached from other nodes like any other. Uses an
 * internal class of Pekko, here and nowhere else; docs/decisions has the measurement.
 */
final class DirectRef {
  private DirectRef() {}

  /**
   * Makes a reference that lives as long as the actor of {@code context}.
   *
   * @param handler called from any thread; must not block or throw
   */
  @SuppressWarnings("unchecked") // what is told to it is what its type says, by the compiler's word
  static <T> ActorRef<T> to(ActorContext<?> context, Consumer<T> handler, String name) {
    ActorCell cell = (ActorCell) Adapter.toClassic(context);
    return Adapter.toTyped(
        cell.addFunctionRef(
            (sender, message) -> {
              handler.accept((T) message);
              return BoxedUnit.UNIT;
            },
            name));
  }
}
