/**
 * Which node keeps which part of the log at hand, and which runs which shard: one deterministic
 * assignment says both, so that a shard finds its events where it starts.
 */
@NullMarked
package io.hie.sharding.allocation;

import org.jspecify.annotations.NullMarked;
