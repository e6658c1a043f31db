package io.hie.httpapi;

import io.hie.httpapi.access.Operation;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may stand in a log or the audit trail of what a path names. A history is named by a keyed
 * hash; a person may have put a patient's number in its place, or another's key, which nothing may
 * show.
 */
final class Loggable {
  private static final Pattern HISTORY = Pattern.compile("[^/]+/[^/]+/[0-9a-f]{32}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern EVENT = Pattern.compile("\\d{1,9}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@*-]{0,99}");

  /** Names in paths that stand for what the node has numbered, or given an id. */
  private static final Set<String> IDS =
      Set.of("hash", "event", "message", "replay", "session", "token");

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

  /** The name of a workspace, or a question mark for what cannot be one. */
  static String name(String workspace) {
    return value("workspace", workspace);
  }

  /**
   * The path of a call.
   *
   * @param values of the names in the operation's path
   */
  static String path(Operation operation, Map<String, String> values) {
    String path = operation.path();
    for (String name : operation.names()) {
      path = path.replace("{" + name + "}", value(name, values.getOrDefault(name, "")));
    }
    return path;
  }

  private static String value(String name, String value) {
    Pattern form =
        switch (name) {
          case "hash" -> HASH;
          case "event" -> EVENT;
          default -> IDS.contains(name) ? ID : NAME;
        };
    return form.matcher(value).matches() && !isPatients(name, value) ? value : UNFIT;
  }

  /** Whether what a path has in the place of a name is, or holds, an NHS number. */
  static boolean isPatients(String name, String value) {
    return IDS.contains(name) ? TypedNumber.isWordOf(value) : TypedNumber.isIn(value);
  }
}
