/**
 * The sender: a client that behaves as a hospital's does. It sends, waits for the answer, and sends
 * the same bytes again until they are acknowledged.
 */
@NullMarked
package io.hie.chaostests.load;

import org.jspecify.annotations.NullMarked;
