/**
 * What callers can count on: for each operation what is sent, what is answered and what can go
 * wrong, as data. The same data check what comes in and make the document at {@code
 * /api/v1/openapi.json}, so that neither can say what the other does not.
 */
@NullMarked
package io.hie.httpapi.openapi;

import org.jspecify.annotations.NullMarked;
