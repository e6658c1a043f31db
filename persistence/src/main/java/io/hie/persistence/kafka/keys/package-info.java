/**
 * Small values by id in a compacted topic, such as wrapped keys. Every node has all of them in a
 * RocksDB of their own, so a value is found in microseconds; the newest of an id is the only one
 * that stays.
 */
@NullMarked
package io.hie.persistence.kafka.keys;

import org.jspecify.annotations.NullMarked;
