package io.hie.httpapi;

import io.hie.sharding.history.Moment;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a query of a history asks for: which page, of which message, as of when.
 *
 * @param message number of the only message wanted; null for all
 * @param problem what is wrong with the query; null if it can be answered
 */
record Asked(
    long from, int limit, Moment moment, @Nullable Long message, @Nullable String problem) {
  static final int MOST = 500;
  private static final int USUAL = 100;

  static Asked of(Map<String, String> query) {
    try {
      return new Asked(
          number(query, "from", 1, Long.MAX_VALUE, 1),
          (int) number(query, "limit", 1, MOST, USUAL),
          moment(query),
          query.containsKey("message") ? number(query, "message", 1, Long.MAX_VALUE, 1) : null,
          null);
    } catch (IllegalArgumentException wrong) {
      return new Asked(1, USUAL, Moment.now(), null, wrong.getMessage());
    }
  }

  /** Whether the whole history is asked for. */
  boolean isPlain() {
    return moment.equals(Moment.now()) && message == null;
  }

  private static Moment moment(Map<String, String> query) {
    String at = query.get("at");
    if (at == null) {
      return query.containsKey("atEvent")
          ? new Moment.AtEvent(number(query, "atEvent", 1, Long.MAX_VALUE, 1))
          : Moment.now();
    }
    if (query.containsKey("atEvent")) {
      throw new IllegalArgumentException("say at or atEvent, not both");
    }
    try {
      return new Moment.AtTime(Instant.parse(at));
    } catch (DateTimeParseException wrong) {
      throw new IllegalArgumentException(
          "at is a time such as 2026-03-01T10:15:30Z, always with its Z", wrong);
    }
  }

  private static long number(
      Map<String, String> query, String name, long least, long most, long usual) {
    String text = query.get(name);
    if (text == null) {
      return usual;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // told below
    }
    throw new IllegalArgumentException(
        name + " is a number from " + least + (most == Long.MAX_VALUE ? "" : " to " + most));
  }
}
