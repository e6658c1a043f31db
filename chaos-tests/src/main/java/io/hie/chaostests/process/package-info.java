/**
 * Nodes, loads and sinks as operating system processes: started, watched, killed and cleaned up by
 * id.
 */
@NullMarked
package io.hie.chaostests.process;

import org.jspecify.annotations.NullMarked;
