package io.hie.httpapi.live;

import java.util.Locale;

/** What a listener may choose. */
public enum Topic {
  /** An item that is in another state than before. */
  STATUS,
  /** Figures of a production, every few seconds. */
  METRICS,
  /** A message that was taken in, or has come further. */
  MESSAGES,
  /** Something that somebody should look at, and its end. */
  ALERTS,
  /** Entries of the audit trail. */
  AUDIT;

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
