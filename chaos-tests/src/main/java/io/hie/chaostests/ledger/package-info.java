/**
 * What was sent, acknowledged and delivered, written down by sender and destination on their own,
 * and the check that compares the two. {@link io.hie.chaostests.ledger.LedgerCheck} is the pure
 * function in the middle; the rest is files.
 */
@NullMarked
package io.hie.chaostests.ledger;

import org.jspecify.annotations.NullMarked;
