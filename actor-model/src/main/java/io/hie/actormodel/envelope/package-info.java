/**
 * The message as it travels: an immutable header and body around the received bytes.
 *
 * <p>The bytes are the message ("raw first"). What is known about them is in the header; a parse
 * tree is made on demand by whoever needs one and is never queued, persisted or sent to another
 * node.
 */
@NullMarked
package io.hie.actormodel.envelope;

import org.jspecify.annotations.NullMarked;
