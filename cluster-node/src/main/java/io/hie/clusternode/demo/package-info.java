/**
 * {@code hie demo}: the main job, to look at, with a sender and a receiver that play the hospital's
 * systems.
 */
@NullMarked
package io.hie.clusternode.demo;

import org.jspecify.annotations.NullMarked;
