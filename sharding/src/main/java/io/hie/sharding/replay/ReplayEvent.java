package io.hie.sharding.replay;

import io.hie.sharding.CborSerializable;
import java.time.Instant;
import java.util.List;

/** What happened to replays. A contract with every journal, like the events of histories. */
sealed interface ReplayEvent extends CborSerializable {
  Instant at();

  /** A replay begins. */
  record Begun(Instant at, Job job) implements ReplayEvent {}

  /** Messages are done, up to a cursor. */
  record Advanced(
      Instant at, String id, Job.Cursor cursor, Job.Tally tally, List<Job.Recorded> recorded)
      implements ReplayEvent {}

  /** It goes over all from the beginning, since the journal has no order to go on in. */
  record BegunAgain(Instant at, String id) implements ReplayEvent {}

  /** It runs, waits, failed or is over. */
  record Changed(Instant at, String id, Job.Phase phase, String text) implements ReplayEvent {}
}
