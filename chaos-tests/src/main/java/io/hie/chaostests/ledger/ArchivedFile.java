package io.hie.chaostests.ledger;

import io.hie.chaostests.message.Identity;
import org.jspecify.annotations.Nullable;

/**
 * A file that a file operation wrote.
 *
 * @param name below the archive's directory
 * @param identity whose message; null if that could not be read
 * @param finished false for what a file operation left behind in the middle of its work
 */
public record ArchivedFile(
    String name, @Nullable Identity identity, int length, long digest, boolean finished) {}
