package io.hie.configuration.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for something, and from where.
 *
 * @param at when, by the clock of the node that was asked
 * @param who a user's name, a token as {@code user/token}, or the node's token
 * @param from the address that the request came from; empty if none is known
 * @param comment why, may be empty; without patient data
 * @param request the id of the request
 * @param idempotencyKey the caller's name for this request, so that it can be repeated; null if
 *     there is none
 */
public record Origin(
    Instant at,
    String who,
    String from,
    String comment,
    String request,
    @Nullable String idempotencyKey)
    implements Stored {}
