/**
 * A load of HTTP reads: the same request over connections that stay open, at a rate or as fast as
 * answers come.
 */
@NullMarked
package io.hie.chaostests.http;

import org.jspecify.annotations.NullMarked;
