/**
 * The history of one sharding key: the entity that owns its messages from acceptance to their last
 * delivery. {@link io.hie.sharding.history.History} holds the rules (what is open, what may go
 * next), {@link io.hie.sharding.history.HistoryEntity} makes them durable and acts on them.
 */
@NullMarked
package io.hie.sharding.history;

import org.jspecify.annotations.NullMarked;
