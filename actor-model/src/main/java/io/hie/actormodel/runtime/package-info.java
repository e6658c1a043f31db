/**
 * How items live: one actor each, whose mailbox is the item's queue. {@link
 * io.hie.actormodel.runtime.ItemQueue} is that mailbox, {@link io.hie.actormodel.runtime.ItemActor}
 * the actor, {@link io.hie.actormodel.runtime.Items} where the histories find it.
 */
@NullMarked
package io.hie.actormodel.runtime;

import org.jspecify.annotations.NullMarked;
