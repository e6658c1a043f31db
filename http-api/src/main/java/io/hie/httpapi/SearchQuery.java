package io.hie.httpapi;

import io.hie.actormodel.history.search.LegState;
import io.hie.actormodel.history.search.MessageQuery;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what is looked for from the query of a URL. */
final class SearchQuery {
  static final int MOST_ON_A_PAGE = 500;
  private static final int USUAL_ON_A_PAGE = 50;
  private static final int MOST_TEXT = 255;
  private static final List<String> KNOWN =
      List.of(
          "project",
          "id",
          "controlId",
          "key",
          "item",
          "type",
          "status",
          "from",
          "until",
          "text",
          "limit",
          "after");

  /** Every call may have them. */
  private static final List<String> OF_ANY_CALL = List.of("reason", "comment");

  private SearchQuery() {}

  /**
   * What is asked.
   *
   * @throws IllegalArgumentException if it is not understood; the text says what is wrong
   */
  static MessageQuery of(String workspace, Map<String, String> query) {
    for (Map.Entry<String, String> each : query.entrySet()) {
      if (!KNOWN.contains(each.getKey()) && !OF_ANY_CALL.contains(each.getKey())) {
        throw new IllegalArgumentException(
            "there is no parameter of that name; there are " + String.join(", ", KNOWN));
      }
      if (each.getValue().length() > MOST_TEXT) {
        throw new IllegalArgumentException(
            each.getKey() + " has at most " + MOST_TEXT + " characters");
      }
    }
    return new MessageQuery(
        workspace,
        text(query, "project"),
        text(query, "id"),
        text(query, "controlId"),
        hash(text(query, "key")),
        text(query, "item"),
        text(query, "type"),
        state(text(query, "status")),
        time(query, "from"),
        time(query, "until"),
        text(query, "text"),
        limit(text(query, "limit")),
        text(query, "after"));
  }

  private static @Nullable String text(Map<String, String> query, String name) {
    String value = query.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** The hash of a key, or the id of a history, which ends with it. */
  private static @Nullable String hash(@Nullable String key) {
    if (key == null) {
      return null;
    }
    String hash = key.substring(key.lastIndexOf('/') + 1);
    if (!hash.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException(
          "key is the hash of a key, 32 hexadecimal digits, which POST /histories/lookup gives for"
              + " a patient's number; never the number itself, since URLs end up in logs");
    }
    return hash;
  }

  private static @Nullable LegState state(@Nullable String status) {
    if (status == null) {
      return null;
    }
    String wanted = status.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(LegState.values())
        .filter(each -> each.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "status is one of "
                        + Arrays.stream(LegState.values())
                            .map(LegState::name)
                            .collect(Collectors.joining(", "))));
  }

  private static @Nullable Instant time(Map<String, String> query, String name) {
    String text = text(query, name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException wrong) {
      throw new IllegalArgumentException(
          name + " is a time such as 2026-03-01T10:15:30Z, always with its Z", wrong);
    }
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return USUAL_ON_A_PAGE;
    }
    if (text.matches("\\d{1,3}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST_ON_A_PAGE) {
        return limit;
      }
    }
    throw new IllegalArgumentException("limit is a number from 1 to " + MOST_ON_A_PAGE);
  }
}
