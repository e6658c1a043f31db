package io.hie.actormodel.runtime;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import scala.Option;

/**
 * The mailbox type of items ({@code hie.item-mailbox}). It gives an actor the {@link ItemQueue}
 * that was prepared for it, since a queue is shaped by the item's settings and not by the node's
 * configuration.
 */
public final class ItemMailbox implements MailboxType, ProducesMessageQueue<ItemQueue> {

  /** Called by Pekko. */
  public ItemMailbox(ActorSystem.Settings settings, Config config) {}

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    return Items.get(system.get()).takePrepared(owner.get().path().name());
  }
}
