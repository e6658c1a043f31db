/**
 * The JVMs beside a node's own ({@code hie up --processes N}) that hold instances of items whose
 * {@code ExecutionMode} is {@code multiprocess}. {@link io.hie.clusternode.workers.Workers} starts
 * them as children and starts those that end again; {@link io.hie.clusternode.workers.WorkerMain}
 * is what runs in them. The two speak {@link io.hie.clusternode.workers.Frame}s over the child's
 * standard input and output, so there is no port and no secret, and a child whose parent is gone
 * reads the end of its input and exits.
 */
@NullMarked
package io.hie.clusternode.workers;

import org.jspecify.annotations.NullMarked;
