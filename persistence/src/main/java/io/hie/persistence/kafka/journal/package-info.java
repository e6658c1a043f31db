/** The plugins of Pekko Persistence over the log: journal, snapshot store, queries. */
@NullMarked
package io.hie.persistence.kafka.journal;

import org.jspecify.annotations.NullMarked;
