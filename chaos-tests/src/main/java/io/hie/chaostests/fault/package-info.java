/**
 * What a scenario breaks, and when: a scenario is a short text file, from which a seed makes a
 * plan.
 */
@NullMarked
package io.hie.chaostests.fault;

import org.jspecify.annotations.NullMarked;
