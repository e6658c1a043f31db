package io.hie.persistence.kafka.log;

import java.util.UUID;

/**
 * Who may write: one run of one node, at one of its claims.
 *
 * @param node made anew whenever a node starts
 * @param epoch counts the claims of that run, from 1
 */
public record Owner(UUID node, long epoch) {}
