package io.hie.httpapi;

import java.util.regex.Pattern;

/**
 * What may stand in a log of what a path names. A history is named by a keyed hash; a person may
 * have put a patient's number in its place, which nothing may show.
 */
final class Loggable {
  private static final Pattern HISTORY = Pattern.compile("[^/]+/[^/]+/[0-9a-f]{32}");
  private static final String UNFIT = "?";

  private Loggable() {}

  /** The id of a history, or a question mark for what is none. */
  static String history(String id) {
    return HISTORY.matcher(id).matches() ? id : UNFIT;
  }

  /** A dead letter by its history and the number of its event there. */
  static String deadLetter(String history, Object event) {
    return HISTORY.matcher(history).matches() ? history + "@" + event : UNFIT;
  }
}
