/**
 * Who may call what: {@link io.hie.httpapi.access.Operations} is the table of everything that the
 * API can do with what each needs, {@link io.hie.httpapi.access.Caller} is who calls, and {@link
 * io.hie.httpapi.access.SessionTokens} are what a login is given. What is not in the table cannot
 * be called.
 */
@NullMarked
package io.hie.httpapi.access;

import org.jspecify.annotations.NullMarked;
