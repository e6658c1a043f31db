/**
 * Which productions a node runs: {@link io.hie.clusternode.deployment.AtStart} decides what wins
 * between what is stored and what is given, {@link io.hie.clusternode.deployment.Running} has them,
 * and {@link io.hie.clusternode.deployment.Deployer} changes them, each step on record before it is
 * done.
 */
@NullMarked
package io.hie.clusternode.deployment;

import org.jspecify.annotations.NullMarked;
