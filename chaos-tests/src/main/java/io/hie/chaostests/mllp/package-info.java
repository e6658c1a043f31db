/**
 * MLLP frames (0x0B, the message, 0x1C 0x0D) and the few HL7 fields that an answer needs, read from
 * the bytes.
 */
@NullMarked
package io.hie.chaostests.mllp;

import org.jspecify.annotations.NullMarked;
