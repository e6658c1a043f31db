package io.hie.persistence.kafka.fold;

import io.hie.persistence.kafka.log.LogRecord;
import io.hie.persistence.kafka.log.LogRecord.Append;
import io.hie.persistence.kafka.log.LogRecord.Claim;
import io.hie.persistence.kafka.log.LogRecord.DeleteTo;
import io.hie.persistence.kafka.log.Owner;
import org.jspecify.annotations.Nullable;

/**
 * The judgement over a partition, record by record in the order of the log. Pure: who folds the
 * same records comes to the same end, so nodes agree without talking.
 */
public final class Fold {
  private Fold() {}

  /**
   * What a record is worth.
   *
   * @param owner who claimed its scope last; null if nobody has
   * @param head how far its persistence id is; not looked at for a claim
   */
  public static Verdict verdict(LogRecord record, @Nullable Owner owner, Head head) {
    return switch (record) {
      case Claim claim -> Verdict.APPLIED;
      case Append append -> {
        if (!append.owner().equals(owner)) {
          yield Verdict.FENCED;
        }
        // Numbers may be skipped: an event that the journal rejects uses its number up.
        yield append.first() > head.highest() && append.previous() <= head.highest()
            ? Verdict.APPLIED
            : Verdict.OUT_OF_SEQUENCE;
      }
      case DeleteTo delete -> delete.owner().equals(owner) ? Verdict.APPLIED : Verdict.FENCED;
    };
  }

  /** How far an id is after a record that counts. */
  public static Head after(LogRecord record, Head before) {
    return switch (record) {
      case Claim claim -> before;
      case Append append -> new Head(append.last(), before.deletedTo());
      case DeleteTo delete ->
          new Head(
              before.highest(),
              Math.max(before.deletedTo(), Math.min(delete.to(), before.highest())));
    };
  }
}
