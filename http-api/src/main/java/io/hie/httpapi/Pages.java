package io.hie.httpapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** Lists page by page: {@code ?after=CURSOR&limit=N}. The query was checked at the gate. */
final class Pages extends AllDirectives {
  static final int MOST = 500;
  private static final int USUAL = 100;

  /**
   * A page.
   *
   * @param next the cursor of its last entry; null if nothing follows
   */
  record Page<T>(List<T> entries, @Nullable String next) {}

  /** A page of something by its cursors, under a name. */
  <T> Route page(String name, Map<String, T> all, Function<T, Object> json) {
    return parameterMap(
        query -> {
          Page<T> page = of(all, query);
          Map<String, Object> answer = new LinkedHashMap<>();
          answer.put(name, page.entries().stream().map(json).toList());
          if (page.next() != null) {
            answer.put("next", page.next());
          }
          return complete(Json.answer(200, answer));
        });
  }

  /** The entries that a query asks for, in the order of their cursors. */
  static <T> Page<T> of(Map<String, T> all, Map<String, String> query) {
    int limit = limit(query);
    SortedMap<String, T> rest = new TreeMap<>(all);
    String after = query.get("after");
    List<Map.Entry<String, T>> found =
        (after == null ? rest : rest.tailMap(after + "\0"))
            .entrySet().stream().limit(limit + 1L).toList();
    boolean more = found.size() > limit;
    List<Map.Entry<String, T>> shown = more ? found.subList(0, limit) : found;
    return new Page<>(
        shown.stream().map(Map.Entry::getValue).toList(), more ? shown.getLast().getKey() : null);
  }

  /** How many entries a page is to have. */
  static int limit(Map<String, String> query) {
    String text = query.get("limit");
    return text == null ? USUAL : Integer.parseInt(text);
  }
}
