/**
 * What a node tells and takes over HTTP: health and metrics for everybody, status and histories for
 * who holds the node's token.
 */
@NullMarked
package io.hie.httpapi;

import org.jspecify.annotations.NullMarked;
