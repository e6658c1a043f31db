/**
 * Instances of one item in several JVMs ({@code ExecutionMode} {@code multiprocess}): an {@link
 * io.hie.actormodel.instance.InstanceJvm} holds an {@link io.hie.actormodel.instance.Instance} of
 * an item, and the item's actor, which keeps queue, breaker and policies, hands each message to one
 * of them. How a JVM is started and spoken to is for whoever runs the node.
 */
@NullMarked
package io.hie.actormodel.instance;

import org.jspecify.annotations.NullMarked;
