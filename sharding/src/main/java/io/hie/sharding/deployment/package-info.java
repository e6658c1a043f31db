/**
 * Where productions are kept: {@link io.hie.sharding.deployment.JournalProductionStore} writes what
 * was deployed and how it is to be into the journal that is configured, one event-sourced actor a
 * production, and a list of all of them.
 */
@NullMarked
package io.hie.sharding.deployment;

import org.jspecify.annotations.NullMarked;
