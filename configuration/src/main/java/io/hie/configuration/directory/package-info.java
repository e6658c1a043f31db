/**
 * What is known: the {@link io.hie.configuration.directory.Directory} with its rules, the changes
 * that may be asked for, and the events that are stored. Pure: no actor, no clock, no database.
 */
@NullMarked
package io.hie.configuration.directory;

import org.jspecify.annotations.NullMarked;
