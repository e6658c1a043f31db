/** The one judgement of what counts in the log; every node and reader comes to the same. */
@NullMarked
package io.hie.persistence.kafka.fold;

import org.jspecify.annotations.NullMarked;
