/**
 * The destination: a server that writes down what it receives before it answers, and can be told to
 * answer badly.
 */
@NullMarked
package io.hie.chaostests.sink;

import org.jspecify.annotations.NullMarked;
