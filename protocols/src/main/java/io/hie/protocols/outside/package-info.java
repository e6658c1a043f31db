/** Looks at what items connect to, for people who want to know whether it would work. */
@NullMarked
package io.hie.protocols.outside;

import org.jspecify.annotations.NullMarked;
