package io.hie.actormodel.deployment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done to a production. The events of one production are its audit trail and its
 * version history; they are kept for ever and are a contract: components may be added if they may
 * be absent, and nothing else changes.
 */
public sealed interface ProductionEvent {

  /** When it was decided, by the clock of the node that did. */
  Instant at();

  /**
   * A document is about to be put into effect. Written before anything is touched; a node that
   * finds it without {@link ChangeApplied} goes on with the version before and writes {@link
   * ChangeUndone}, since no message has met the new one.
   *
   * @param version from 1, one more than the last begun
   * @param document as it was written, variables not put in
   * @param rollbackTo the version that it brings back, if it does
   * @param who asked for it
   * @param comment why, may be empty
   * @param node which node puts it into effect; null if there is one only
   */
  record ChangeBegun(
      long version,
      String document,
      Origin origin,
      @Nullable Long rollbackTo,
      Instant at,
      String who,
      String comment,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String node)
      implements ProductionEvent {

    /** Where there is one node only. */
    public ChangeBegun(
        long version,
        String document,
        Origin origin,
        @Nullable Long rollbackTo,
        Instant at,
        String who,
        String comment) {
      this(version, document, origin, rollbackTo, at, who, comment, null);
    }

    /** Without the document, which may hold secrets. */
    @Override
    public String toString() {
      return "ChangeBegun[" + version + ", " + origin + ", " + at + "]";
    }
  }

  /**
   * Everything that the version needs was started; from here on it is what runs, and a node that
   * dies just after this starts it.
   */
  record ChangeApplied(long version, Instant at) implements ProductionEvent {}

  /**
   * The version was not put into effect, and what ran before runs.
   *
   * @param reason for people, without patient data
   */
  record ChangeUndone(long version, Instant at, String reason) implements ProductionEvent {}

  /**
   * An operator changed how items are to be. Written before it is done, so that it is done after a
   * crash too.
   *
   * @param items all that it is about, by name
   */
  record DesiredChanged(Map<String, Desired> items, Instant at, String who, String comment)
      implements ProductionEvent {
    public DesiredChanged {
      items = Map.copyOf(items);
    }
  }
}
