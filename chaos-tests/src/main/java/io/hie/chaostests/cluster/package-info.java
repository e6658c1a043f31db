/**
 * A cluster that can be broken: nodes that joined each other, the brokers and the database that
 * they use, and the wires between the nodes. Either all of it is made on this machine, or it is
 * somebody's staging cluster, of which only what they allow is touched.
 */
@NullMarked
package io.hie.chaostests.cluster;

import org.jspecify.annotations.NullMarked;
