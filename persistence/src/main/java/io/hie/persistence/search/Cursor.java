package io.hie.persistence.search;

import io.hie.actormodel.history.search.MessageSearch.RefusedException;
import java.util.Comparator;
import java.util.UUID;

/**
 * Where a page ends: the last row of it. It names no row number, so what comes and goes meanwhile
 * neither repeats a message nor leaves one out.
 */
record Cursor(long place, UUID hash, long message, String project) {
  /** The order of pages: newest first, and one order among those of one place. */
  static final Comparator<Row> ORDER =
      Comparator.comparing((Row row) -> row.place(), Comparator.reverseOrder())
          .thenComparing(row -> row.name().hash())
          .thenComparing(row -> row.name().message())
          .thenComparing(row -> row.name().project());

  static Cursor of(Row row) {
    return new Cursor(row.place(), row.name().hash(), row.name().message(), row.name().project());
  }

  /** Whether a row is behind this place. */
  boolean isBefore(Row row) {
    if (place != row.place()) {
      return row.place() < place;
    }
    int byHash = hash.compareTo(row.name().hash());
    if (byHash != 0) {
      return byHash < 0;
    }
    int byMessage = Long.compare(message, row.name().message());
    return byMessage != 0 ? byMessage < 0 : project.compareTo(row.name().project()) < 0;
  }

  String text() {
    return Long.toHexString(place) + "." + hash + "." + message + "." + project;
  }

  static Cursor parse(String text) {
    String[] parts = text.split("\\.", 4);
    try {
      if (parts.length == 4) {
        return new Cursor(
            Long.parseLong(parts[0], 16),
            UUID.fromString(parts[1]),
            Long.parseLong(parts[2]),
            parts[3]);
      }
    } catch (IllegalArgumentException notOurs) {
      // told below
    }
    throw new RefusedException("after is what the page before gave as next");
  }
}
