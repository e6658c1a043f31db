/**
 * What is remembered of messages: the events of one sharding key, from acceptance to the last
 * delivery. They are a contract with every log ever written, so a record here is never changed in
 * meaning: add a field that may be absent, or a new event.
 */
@NullMarked
package io.hie.actormodel.history;

import org.jspecify.annotations.NullMarked;
