/**
 * TLS of the API and of the {@code hie} command, by PEM files: {@link
 * io.hie.clusternode.tls.ApiTls} is what a node shows, {@link io.hie.clusternode.tls.Trusted} whom
 * a client takes.
 */
@NullMarked
package io.hie.clusternode.tls;

import org.jspecify.annotations.NullMarked;
