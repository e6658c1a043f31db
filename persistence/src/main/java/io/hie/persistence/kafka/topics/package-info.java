/** The topics of the log: made once, checked at every start. */
@NullMarked
package io.hie.persistence.kafka.topics;

import org.jspecify.annotations.NullMarked;
