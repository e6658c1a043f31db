/**
 * {@code hl7.transform.process}: makes another HL7 v2 message out of one, as a mapping document
 * says step by step. All steps that cannot be done are told, each with its HL7 path; the language
 * is described in {@code docs/transform.md}.
 */
@NullMarked
package io.hie.protocols.hl7.transform;

import org.jspecify.annotations.NullMarked;
