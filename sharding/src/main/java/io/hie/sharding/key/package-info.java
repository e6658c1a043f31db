/**
 * From what a message says about itself to the key that keeps it in order, and to an id that tells
 * nobody who it is.
 */
@NullMarked
package io.hie.sharding.key;

import org.jspecify.annotations.NullMarked;
