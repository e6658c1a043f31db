/**
 * The JDBC journal: events and snapshots in H2 files or on a PostgreSQL server, for an installation
 * without Kafka.
 */
@NullMarked
package io.hie.persistence.jdbc;

import org.jspecify.annotations.NullMarked;
