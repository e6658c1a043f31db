/**
 * Small values by id that lie beside the journal, such as keys that are wrapped elsewhere: what is
 * put over another makes that one vanish. Each journal has a store of its own for them.
 */
@NullMarked
package io.hie.persistence.keys;

import org.jspecify.annotations.NullMarked;
