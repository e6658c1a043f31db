/**
 * {@code hie bench}: what the journal can do by itself, without the engine around it. The whole
 * path is measured from outside, by {@code hie chaos bench}.
 */
@NullMarked
package io.hie.clusternode.bench;

import org.jspecify.annotations.NullMarked;
