package io.hie.persistence.kafka.fold;

/**
 * How far a persistence id is.
 *
 * @param highest number of its last event, also when that one is deleted; 0 if it never had one
 * @param deletedTo events up to this number are no more
 */
public record Head(long highest, long deletedTo) {
  /** Of an id that has no event. */
  public static final Head NONE = new Head(0, 0);
}
