/** A whole Kafka inside the JVM, for a node that is given none. */
@NullMarked
package io.hie.persistence.kafka.broker;

import org.jspecify.annotations.NullMarked;
