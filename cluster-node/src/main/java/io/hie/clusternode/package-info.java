/** One runnable node: how it is put together, and the {@code hie} command. */
@NullMarked
package io.hie.clusternode;

import org.jspecify.annotations.NullMarked;
