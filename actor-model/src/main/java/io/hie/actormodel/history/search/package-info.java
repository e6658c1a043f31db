/**
 * Finding messages by what is known of them: the question, the answer, and who answers. What is
 * found is a projection of the log: a little behind it, made again at any time, and without
 * anything of a message's contents.
 */
@NullMarked
package io.hie.actormodel.history.search;

import org.jspecify.annotations.NullMarked;
