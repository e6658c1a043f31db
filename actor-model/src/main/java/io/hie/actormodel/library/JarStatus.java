package io.hie.actormodel.library;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a file in the folder of item jars is.
 *
 * @param place the file
 * @param version of what runs of it, the first digits of its SHA-256; empty if nothing does
 * @param items full names of the item classes that run of it
 * @param since when that version was loaded; null if nothing was
 * @param problem what is wrong with the file as it is now; empty if nothing is. What was loaded of
 *     it before goes on.
 */
public record JarStatus(
    String place, String version, List<String> items, @Nullable Instant since, String problem) {
  public JarStatus {
    items = List.copyOf(items);
  }
}
