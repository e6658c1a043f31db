/**
 * HL7 version 2 in its delimited encoding (ER7), read in place: an {@link
 * io.hie.protocols.hl7.Hl7Message} is a view of the received bytes that finds a field when it is
 * asked for one. Nothing builds a parse tree, and nothing changes the bytes.
 *
 * <p>Beside it stand what needs only that view: the keys of a message, its acknowledgement, the
 * splitting of batches, and the rules by which a router decides. How messages travel is not told
 * here.
 */
@NullMarked
package io.hie.protocols.hl7;

import org.jspecify.annotations.NullMarked;
