/**
 * What is behind Pekko Persistence. Nothing else may know which journal runs; it is chosen by
 * configuration.
 */
@NullMarked
package io.hie.persistence;

import org.jspecify.annotations.NullMarked;
