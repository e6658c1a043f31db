/**
 * The production document: what a person writes, in JSON or YAML, about the items of a production
 * and how they are wired. It is read and checked as a whole before anything starts, and every fault
 * comes with its place and a hint.
 */
@NullMarked
package io.hie.actormodel.production;

import org.jspecify.annotations.NullMarked;
