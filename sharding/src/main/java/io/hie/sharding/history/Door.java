package io.hie.sharding.history;

import io.hie.sharding.CborSerializable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * The short way into a node for submissions that other nodes took in: a history that is awake here
 * is told on the thread that reads from the other node, past the mailboxes of both regions and of
 * the shard. What is for any other goes to this node's region, which wakes it or knows where it is
 * by now.
 *
 * <p>It goes through the same stream between the two nodes as what is sent by region, so neither
 * overtakes the other.
 */
final class Door {
  /**
   * A submission.
   *
   * @param history id of the history that it is for
   */
  record Through(String history, HistoryCommand.Accept accept) implements CborSerializable {}

  private Door() {}

  /** Makes the door of this node, which is there for as long as the actor of {@code context}. */
  static ActorRef<Through> of(
      ActorContext<?> context, Awake awake, ActorRef<ShardingEnvelope<HistoryCommand>> region) {
    return DirectRef.to(
        context,
        through -> {
          ActorRef<HistoryCommand> history = awake.find(through.history());
          if (history != null) {
            history.tell(through.accept());
          } else {
            region.tell(new ShardingEnvelope<>(through.history(), through.accept()));
          }
        },
        "door");
  }
}
