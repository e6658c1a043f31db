/**
 * What a message says about whom and what it concerns: the material of which sharding makes its
 * key.
 */
@NullMarked
package io.hie.actormodel.key;

import org.jspecify.annotations.NullMarked;
