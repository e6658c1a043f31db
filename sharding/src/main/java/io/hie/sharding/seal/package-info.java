/**
 * Keeps contents of histories readable only to who holds their keys. Every history has a data key
 * of its own, which is stored wrapped by the key of its workspace; what may hold patient data is
 * encrypted with it when an event is stored, and decrypted when somebody needs to see it. A history
 * is erased by destroying its data key, since a log that is only appended to cannot forget in any
 * other way. {@link DataKeys} is what a history needs, {@link KeyStore} and {@link WorkspaceKeys}
 * what a node gives.
 */
@NullMarked
package io.hie.sharding.seal;

import org.jspecify.annotations.NullMarked;
