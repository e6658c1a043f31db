/**
 * The command line of the chaos tests. It reads options and calls a scenario; nothing is decided
 * here.
 */
@NullMarked
package io.hie.chaostests.cli;

import org.jspecify.annotations.NullMarked;
