package io.hie.persistence.kafka.view;

/** The topics that the view is made of. */
public enum Source {
  /** Events, claims and deletions. */
  EVENTS('e'),
  /** Snapshots. */
  SNAPSHOTS('s');

  final char letter;

  Source(char letter) {
    this.letter = letter;
  }
}
