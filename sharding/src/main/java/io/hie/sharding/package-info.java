/**
 * Patients are sharded over the cluster by a key read from their messages: how the key is made
 * ({@code key}), what is remembered and done for it ({@code history}), and how items reach it
 * ({@code region}).
 */
@NullMarked
package io.hie.sharding;

import org.jspecify.annotations.NullMarked;
