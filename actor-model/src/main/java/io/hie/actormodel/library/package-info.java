/**
 * Item classes out of jars that were dropped into a folder. Each version of a jar has a class
 * loader of its own, so that it can be replaced while the node runs and be forgotten when nothing
 * uses it any more.
 */
@NullMarked
package io.hie.actormodel.library;

import org.jspecify.annotations.NullMarked;
