package io.hie.actormodel.production;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which secrets documents may refer to; never what they are. Safe from any thread. */
@FunctionalInterface
public interface KnownSecrets {
  /** Where nobody can tell, as with a file that is checked by itself: any name may be there. */
  KnownSecrets UNTOLD = workspace -> null;

  /**
   * The secrets of a workspace.
   *
   * @return the revision of each by its name, another with each change; null if nobody can tell
   */
  @Nullable Map<String, Long> of(String workspace);
}
