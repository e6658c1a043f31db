package io.hie.configuration.directory;

/**
 * Marks what is stored or sent between nodes; bound to Jackson's CBOR in {@code reference.conf}.
 */
public interface Stored {}
