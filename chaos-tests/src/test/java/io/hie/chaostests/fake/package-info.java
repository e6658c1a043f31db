/**
 * A node made for the tests of the chaos tests: it stores and forwards, nothing else, and can be
 * told to break each promise. What the checker does not find here, it would not find in a real
 * node.
 */
@NullMarked
package io.hie.chaostests.fake;

import org.jspecify.annotations.NullMarked;
