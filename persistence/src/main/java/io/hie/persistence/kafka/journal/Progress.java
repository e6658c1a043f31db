package io.hie.persistence.kafka.journal;

/**
 * How far a node has read a partition of the log, events and snapshots together.
 *
 * @param kept whether it is on this node at all
 * @param warm whether it had caught up since it came here
 * @param owned whether this node writes it
 * @param position records that were read
 * @param end records that there are, as far as is known
 */
public record Progress(boolean kept, boolean warm, boolean owned, long position, long end) {
  /** Records that were not read yet; 0 if it is not kept. */
  public long lag() {
    return kept ? Math.max(0, end - position) : 0;
  }
}
