package io.hie.httpapi;

import io.hie.actormodel.history.search.LegState;
import io.hie.actormodel.history.search.MessageQuery;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what is looked for from the query of a URL, whose bounds the gate has checked. */
final class SearchQuery {
  static final int MOST_ON_A_PAGE = Pages.MOST;
  private static final int USUAL_ON_A_PAGE = 50;

  private SearchQuery() {}

  /**
   * What is asked.
   *
   * @throws WrongException if it is not understood
   */
  static MessageQuery of(String workspace, Map<String, String> query) {
    return new MessageQuery(
        workspace,
        query.get("project"),
        query.get("id"),
        query.get("controlId"),
        hash(query.get("key")),
        query.get("item"),
        query.get("type"),
        state(query.get("status")),
        time(query.get("from")),
        time(query.get("until")),
        query.get("text"),
        query.containsKey("limit") ? Pages.limit(query) : USUAL_ON_A_PAGE,
        query.get("after"));
  }

  /** A parameter that is not understood. */
  static final class WrongException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final transient Json.BadParameter fault;

    private WrongException(String parameter, String detail) {
      super(parameter + " " + detail);
      this.fault = new Json.BadParameter(parameter, detail);
    }

    Json.BadParameter fault() {
      return fault;
    }
  }

  /** What a message may stand as, in words. */
  static String states() {
    return Arrays.stream(LegState.values()).map(LegState::name).collect(Collectors.joining(", "));
  }

  /** The hash of a key, or the id of a history, which ends with it. */
  private static @Nullable String hash(@Nullable String key) {
    if (key == null) {
      return null;
    }
    String hash = key.substring(key.lastIndexOf('/') + 1);
    if (!hash.matches("[0-9a-f]{32}")) {
      throw new WrongException(
          "key",
          "is the hash of a key, 32 hexadecimal digits, which POST /histories/lookup gives for"
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
        .orElseThrow(() -> new WrongException("status", "is one of " + states()));
  }

  private static @Nullable Instant time(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }
}
