/**
 * Runs one item in a test, in milliseconds and without a cluster: {@link
 * io.hie.itemtestkit.ItemTestKit}. The item runs in the actor, with the queue and the settings that
 * it has in a production; what lies around it, the histories, the intake and the time, is in the
 * test's hand.
 */
@NullMarked
package io.hie.itemtestkit;

import org.jspecify.annotations.NullMarked;
