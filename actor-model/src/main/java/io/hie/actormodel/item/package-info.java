/**
 * Items are what a production is made of: a {@link io.hie.actormodel.item.Service} receives from
 * outside, a {@link io.hie.actormodel.item.Process} decides and transforms, an {@link
 * io.hie.actormodel.item.Operation} delivers outside. Each runs in a typed actor of its own whose
 * mailbox is its queue; this package is what the author of an item meets.
 */
@NullMarked
package io.hie.actormodel.item;

import org.jspecify.annotations.NullMarked;
