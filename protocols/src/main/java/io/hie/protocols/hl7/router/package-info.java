/**
 * {@code hl7.router.process}: decides by rules over HL7 paths which items a message goes to. The
 * first rule that is true of it decides; the language of rules is described in {@code
 * docs/rules.md}.
 */
@NullMarked
package io.hie.protocols.hl7.router;

import org.jspecify.annotations.NullMarked;
