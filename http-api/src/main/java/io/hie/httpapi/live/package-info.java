/**
 * What happens on a node, as it happens, to whoever listens: rings that remember the last of it by
 * workspace and topic, and for each listener a buffer of its own. Nobody who listens slowly holds
 * up anything: their buffer fills, and they are told how much they missed.
 */
@NullMarked
package io.hie.httpapi.live;

import org.jspecify.annotations.NullMarked;
