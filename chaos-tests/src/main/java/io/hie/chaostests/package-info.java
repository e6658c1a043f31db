/**
 * Faults on purpose, and the ledger of what survived. Real nodes are driven from outside, as
 * processes: {@code load} sends HL7 over MLLP, {@code sink} takes what the node delivers, {@code
 * scenario} kills the node in between, and {@code ledger} compares what was acknowledged with what
 * arrived. Nothing here uses a class of the engine.
 */
@NullMarked
package io.hie.chaostests;

import org.jspecify.annotations.NullMarked;
