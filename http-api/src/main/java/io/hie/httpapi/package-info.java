/**
 * What a node tells and takes over HTTP: health and metrics for everybody, and the Manager API for
 * those whom {@link io.hie.httpapi.access} lets in.
 */
@NullMarked
package io.hie.httpapi;

import org.jspecify.annotations.NullMarked;
