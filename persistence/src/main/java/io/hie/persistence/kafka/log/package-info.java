/** What is written to the log, byte by byte, and the way in and out. */
@NullMarked
package io.hie.persistence.kafka.log;

import org.jspecify.annotations.NullMarked;
