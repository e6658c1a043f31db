/**
 * How nodes find each other: {@link io.hie.clusternode.cluster.Forming} is the way that a node's
 * user chose. {@link io.hie.clusternode.cluster.Formation} decides at the start of a node whether
 * it forms a cluster or joins one, by that and by the {@link
 * io.hie.clusternode.cluster.ClusterFile} of its last life; {@link
 * io.hie.clusternode.cluster.Bootstrap} looks for others as {@link
 * io.hie.clusternode.cluster.Gathering} says. {@link io.hie.clusternode.cluster.Terms} are what
 * must be the same on all, and {@link io.hie.clusternode.cluster.Roster} knows the nodes that there
 * are.
 */
@NullMarked
package io.hie.clusternode.cluster;

import org.jspecify.annotations.NullMarked;
