/** What the log says, by persistence id, on the disk of the node. Can be thrown away. */
@NullMarked
package io.hie.persistence.kafka.view;

import org.jspecify.annotations.NullMarked;
