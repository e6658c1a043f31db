/** Secrets that are kept as hashes: passwords, which people choose, and tokens, which we make. */
@NullMarked
package io.hie.configuration.secret;

import org.jspecify.annotations.NullMarked;
