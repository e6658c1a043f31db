/**
 * Four items as people outside the project would write them: a filter, a transformation, a process
 * that asks a web service, and an operation that writes a file.
 */
@NullMarked
package io.hie.examples.items;

import org.jspecify.annotations.NullMarked;
