/**
 * The stories: what is started, what is broken, and what must hold afterwards. One file a story.
 */
@NullMarked
package io.hie.chaostests.scenario;

import org.jspecify.annotations.NullMarked;
