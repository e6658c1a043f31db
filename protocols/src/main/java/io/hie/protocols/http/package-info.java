/**
 * Messages over HTTP: {@code http.service} takes what is posted to it, {@code http.operation} sends
 * what it is given.
 *
 * <p>HTTP says how each exchange ended, and both sides use that and nothing else: a sender is told
 * 201 only when the message is stored, and a delivery counts only when the receiver has answered a
 * status that says so. Bodies are bytes; HL7 v2 is read as far as its keys, everything else is
 * passed on as it is.
 */
@NullMarked
package io.hie.protocols.http;

import org.jspecify.annotations.NullMarked;
