/**
 * What a run over a cluster showed: throughput and times second by second with the faults in
 * between, whether each promise was kept, and all of it as a page to look at and as JSON.
 */
@NullMarked
package io.hie.chaostests.report;

import org.jspecify.annotations.NullMarked;
