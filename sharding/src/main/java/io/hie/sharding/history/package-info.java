/**
 * The history of one sharding key: the entity that owns its messages from acceptance to their last
 * delivery. {@link io.hie.sharding.history.History} is what the log says (what is open, what may go
 * next), {@link io.hie.sharding.history.InHand} what is in memory beside it. A command is decided
 * by {@link io.hie.sharding.history.Deciding}, made durable by {@link
 * io.hie.sharding.history.HistoryEntity}, and acted on by {@link
 * io.hie.sharding.history.HandingOver}.
 */
@NullMarked
package io.hie.sharding.history;

import org.jspecify.annotations.NullMarked;
