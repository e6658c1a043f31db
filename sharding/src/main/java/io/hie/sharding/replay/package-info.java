/**
 * Sends messages of histories once more: {@link io.hie.sharding.replay.Selection} says which,
 * {@link io.hie.sharding.replay.Candidates} finds them, {@link io.hie.sharding.replay.Sandbox}
 * tells what would be sent where without sending, and {@link io.hie.sharding.replay.ReplayDesk}
 * keeps the jobs, which are events themselves and go on after a crash.
 */
@NullMarked
package io.hie.sharding.replay;

import org.jspecify.annotations.NullMarked;
