/**
 * Kafka as the journal of Pekko Persistence: the log is a topic, its materialised view is in
 * RocksDB.
 */
@NullMarked
package io.hie.persistence.kafka;

import org.jspecify.annotations.NullMarked;
