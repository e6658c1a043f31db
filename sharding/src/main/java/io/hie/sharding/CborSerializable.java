package io.hie.sharding;

/** Marks what is sent between nodes; bound to Jackson's CBOR in {@code reference.conf}. */
public interface CborSerializable {}
