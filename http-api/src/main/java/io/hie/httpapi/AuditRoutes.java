package io.hie.httpapi;

import io.hie.configuration.AuditLog;
import io.hie.configuration.Configuration;
import io.hie.configuration.directory.ConfigurationEvent;
import io.hie.configuration.directory.Origin;
import io.hie.httpapi.openapi.IsoTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/audit}: who did what, newest first, page by page with {@code before}. A page reads
 * a bounded part of the trail, so it may have few entries, or none, and a {@code next}.
 */
final class AuditRoutes extends AllDirectives {
  private final Configuration configuration;

  AuditRoutes(Configuration configuration) {
    this.configuration = configuration;
  }

  /** An entry; {@code at} is ISO 8601. */
  record EntryJson(
      long number,
      @IsoTime String at,
      String who,
      String from,
      String event,
      String operation,
      String workspace,
      String subject,
      String detail,
      String comment,
      String request) {

    static EntryJson of(AuditLog.Entry entry) {
      ConfigurationEvent event = entry.event();
      Origin origin = event.origin();
      AuditWords words = AuditWords.of(event);
      return new EntryJson(
          entry.number(),
          origin.at().toString(),
          origin.who(),
          origin.from(),
          event.getClass().getSimpleName(),
          words.operation(),
          words.workspace(),
          words.subject(),
          words.detail(),
          origin.comment(),
          origin.request());
    }
  }

  Route routes() {
    return path("audit", () -> get(() -> read(null)));
  }

  /** The trail, or what of it concerns a workspace. */
  Route read(@Nullable String workspace) {
    return parameterMap(
        query -> {
          String before = query.getOrDefault("before", "");
          long end = configuration.directory().revision() + 1;
          return onSuccess(
              configuration
                  .audit()
                  .read(
                      before.isEmpty() ? end : Math.min(end, Long.parseLong(before)),
                      Pages.limit(query),
                      wanted(query, workspace)),
              page -> {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("entries", page.entries().stream().map(EntryJson::of).toList());
                if (page.next() != null) {
                  answer.put("next", Long.toString(page.next()));
                }
                return complete(Json.answer(200, answer));
              });
        });
  }

  private static Predicate<ConfigurationEvent> wanted(
      Map<String, String> query, @Nullable String workspace) {
    String who = query.get("who");
    String event = query.get("event");
    String operation = query.get("operation");
    String of = workspace == null ? query.get("workspace") : workspace;
    return each -> {
      AuditWords words = AuditWords.of(each);
      return (who == null
              || each.origin().who().equals(who)
              || each.origin().who().startsWith(who + "/"))
          && (event == null || each.getClass().getSimpleName().equals(event))
          && (operation == null || words.operation().equals(operation))
          && (of == null || words.workspace().equals(of));
    };
  }
}
