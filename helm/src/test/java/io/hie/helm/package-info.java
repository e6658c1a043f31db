/**
 * The chart as Helm renders it for its example values, held against the schemas of Kubernetes,
 * against what the node knows, and against rules of its own: nothing runs as root, nothing names a
 * secret that is not there.
 */
@NullMarked
package io.hie.helm;

import org.jspecify.annotations.NullMarked;
