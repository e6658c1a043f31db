/**
 * Generated HL7 v2 messages whose every byte follows from a seed and a number, and the identity
 * that can be read back from them wherever they turn up.
 */
@NullMarked
package io.hie.chaostests.message;

import org.jspecify.annotations.NullMarked;
