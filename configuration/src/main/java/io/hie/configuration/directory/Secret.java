package io.hie.configuration.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret of a workspace, which documents refer to by its name.
 *
 * @param sealed what it is, encrypted before it came here
 * @param revision number of the event that set it
 * @param changed when
 * @param by who
 * @param former what it was before, for items that go on with it when they cannot start with the
 *     new one; null if it is new
 */
public record Secret(
    String name, String sealed, long revision, Instant changed, String by, @Nullable Former former)
    implements Stored {

  /** What it was before. */
  public record Former(String sealed, long revision) implements Stored {
    @Override
    public String toString() {
      return "Former[" + revision + "]";
    }
  }

  /** What it was at a revision, sealed; what it is now if that is no longer kept. */
  public String at(long wanted) {
    return former != null && former.revision() == wanted ? former.sealed() : sealed;
  }

  @Override
  public String toString() {
    return "Secret[" + name + ", " + revision + "]";
  }
}
