/**
 * What happens in a cluster, as it happens, to whoever listens at one of its nodes: rings that
 * remember the last of what a node sees by workspace and topic, for each listener a buffer of its
 * own, and streams that follow the other nodes. Nobody who listens slowly holds up anything: their
 * buffer fills, and they are told how much they missed.
 */
@NullMarked
package io.hie.httpapi.live;

import org.jspecify.annotations.NullMarked;
