package io.hie.httpapi.access;

import io.hie.configuration.directory.Permission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that the API can do, and what it needs.
 *
 * @param id its name, stable, as it stands in the audit trail and in the API's description
 * @param path under {@code /api/v1}, with names in braces
 * @param need what the caller must have; null if {@code who} says it all
 * @param where what says of which workspace it is
 * @param audit whether a call is written down before it is done
 */
public record Operation(
    String id,
    String method,
    String path,
    Who who,
    @Nullable Permission need,
    Where where,
    Audit audit,
    String summary) {

  /** Of the paths of all operations, since every call is matched with some. */
  private static final Map<String, List<String>> SEGMENTS = new ConcurrentHashMap<>();

  /** Who may call at all. */
  public enum Who {
    /** Everybody, without a token. */
    ANYBODY,
    /** Whoever is logged in; about oneself, or as the operation itself decides. */
    ONESELF,
    /** Who has the permission. */
    PERMITTED
  }

  /** What says of which workspace a call is. */
  public enum Where {
    /** It is of none: the permission is needed everywhere. */
    NONE,
    /** {@code {workspace}} in the path. */
    PATH,
    /** {@code workspace} in the query. */
    QUERY,
    /** The body, or what the path names: the operation asks once it has read it. */
    CONTENT,
    /** It shows what is of the caller's workspaces. */
    FILTERED
  }

  /** What is written down of a call. */
  public enum Audit {
    /** Nothing, or the change itself is an event of the configuration store. */
    NONE,
    /** That it was called. */
    CALL,
    /** That it was called, with the reason that the caller must give. */
    READ_WITH_REASON
  }

  /** The values of the names in the path, if a path is of this operation. */
  public Optional<Map<String, String>> match(List<String> segments) {
    List<String> wanted = SEGMENTS.computeIfAbsent(path, Operation::segments);
    if (wanted.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String name = wanted.get(i);
      if (name.startsWith("{")) {
        values.put(name.substring(1, name.length() - 1), segments.get(i));
      } else if (!name.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  /** How many segments the path has. */
  int length() {
    return segments(path).size();
  }

  /** The names in the path. */
  public List<String> names() {
    return segments(path).stream()
        .filter(each -> each.startsWith("{"))
        .map(each -> each.substring(1, each.length() - 1))
        .toList();
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
