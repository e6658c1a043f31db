package io.hie.configuration.directory;

import org.jspecify.annotations.Nullable;

/**
 * How much a workspace may have at most; null where nothing bounds it.
 *
 * @param projects productions
 * @param items of all its productions together, disabled ones too
 * @param messagesPerDay messages taken in from outside, in a day of UTC
 */
public record Quotas(
    @Nullable Integer projects, @Nullable Integer items, @Nullable Long messagesPerDay)
    implements Stored {
  /** Nothing is bounded. */
  public static final Quotas NONE = new Quotas(null, null, null);
}
