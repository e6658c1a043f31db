/**
 * How nodes find each other: {@link io.hie.clusternode.cluster.Formation} decides at the start of a
 * node whether it forms a cluster or joins one, by what its user said and by the {@link
 * io.hie.clusternode.cluster.ClusterFile} of its last life; {@link
 * io.hie.clusternode.cluster.Roster} knows the nodes that there are.
 */
@NullMarked
package io.hie.clusternode.cluster;

import org.jspecify.annotations.NullMarked;
