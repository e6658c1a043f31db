/**
 * {@code hl7.validation.process}: holds messages to the standard, version by version, and to what a
 * production asks beyond it. All that is wrong with a message is told, each with its HL7 path; see
 * {@code docs/validation.md}.
 */
@NullMarked
package io.hie.protocols.hl7.validation;

import org.jspecify.annotations.NullMarked;
