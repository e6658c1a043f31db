/**
 * Items of which the cluster runs one: which node has which ({@link SinglePlacement}, pure), that
 * no two have one at a time ({@link SeatEntity}, which sharding keeps one of), what a node is told
 * of it ({@link SingleItems}), and how messages of other nodes come to an operation of which there
 * is one ({@link Deliveries}, {@link Borrowed}).
 */
@NullMarked
package io.hie.sharding.single;

import org.jspecify.annotations.NullMarked;
