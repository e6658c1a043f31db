package io.hie.httpapi;

import static io.hie.httpapi.ConfigurationAnswers.none;
import static io.hie.httpapi.ConfigurationAnswers.tagged;

import io.hie.configuration.UsageMeter;
import io.hie.configuration.UsageMeter.Used;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Directory;
import io.hie.configuration.directory.Quotas;
import io.hie.configuration.directory.Workspace;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** What workspaces may have at most, and what they have had. */
final class UsageRoutes extends AllDirectives {
  private static final int MOST_DAYS = 400;

  private final ConfigurationAnswers answers;
  private final NodeView node;
  private final Clock clock;

  UsageRoutes(ConfigurationAnswers answers, NodeView node, Clock clock) {
    this.answers = answers;
    this.node = node;
    this.clock = clock;
  }

  /**
   * A quota.
   *
   * @param limit null if nothing bounds it
   * @param state {@code ok}, {@code near} from 80 % on, or {@code used-up}
   */
  record QuotaJson(@Nullable Long limit, long used, String state) {
    static QuotaJson of(@Nullable Number limit, long used) {
      if (limit == null) {
        return new QuotaJson(null, used, "ok");
      }
      long most = limit.longValue();
      String state = used >= most ? "used-up" : UsageMeter.isNear(used, most) ? "near" : "ok";
      return new QuotaJson(most, used, state);
    }
  }

  /** The quotas of a workspace. */
  record QuotasJson(
      String workspace,
      QuotaJson projects,
      QuotaJson items,
      QuotaJson messagesPerDay,
      long revision) {}

  /** What a workspace took in on a day, or in a month. */
  record UsedJson(String workspace, String period, long messages) {}

  Route routes() {
    return path("usage", () -> get(() -> usage(null)));
  }

  /** Under a workspace. */
  Route routes(Access access, String workspace) {
    return concat(
        path(
            "quotas",
            () ->
                concat(
                    get(() -> complete(shown(answers.directory(), workspace))),
                    put(() -> set(access, workspace, access.seen())))),
        path("usage", () -> get(() -> usage(workspace))));
  }

  private HttpResponse shown(Directory directory, String name) {
    Workspace workspace = directory.workspaces().get(name);
    if (workspace == null) {
      return none("workspace", name);
    }
    Deployments.Extent extent = node.deployments().extent(name);
    Quotas quotas = workspace.quotas();
    return tagged(
        Json.answer(
            200,
            new QuotasJson(
                name,
                QuotaJson.of(quotas.projects(), extent.projects()),
                QuotaJson.of(quotas.items(), extent.items()),
                QuotaJson.of(quotas.messagesPerDay(), node.usage().of(name).used()),
                workspace.revision())),
        workspace.revision());
  }

  /** All of them at once: what is left out bounds nothing. */
  private Route set(Access access, String workspace, @Nullable Long seen) {
    return answers.body(
        text -> {
          Fields fields = Fields.of(text, TenantContracts.QUOTAS).check();
          Long projects = fields.integer("projects");
          Long items = fields.integer("items");
          Long messages = fields.integer("messagesPerDay");
          Quotas quotas =
              new Quotas(
                  projects == null ? null : projects.intValue(),
                  items == null ? null : items.intValue(),
                  messages);
          return answers.change(
              access,
              new Change.SetQuotas(workspace, quotas, seen),
              made -> shown(made.directory(), workspace));
        });
  }

  private Route usage(@Nullable String workspace) {
    return parameterMap(
        query -> {
          LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
          LocalDate from = day(query.get("from"), today.withDayOfMonth(1));
          LocalDate to = day(query.get("to"), today);
          String by = query.getOrDefault("by", "day");
          String format = query.getOrDefault("format", "json");
          if (from == null
              || to == null
              || to.isBefore(from)
              || from.plusDays(MOST_DAYS).isBefore(to)
              || !List.of("day", "month").contains(by)
              || !List.of("json", "csv").contains(format)) {
            return complete(
                Json.problem(
                    400,
                    "bad-query",
                    "Not a query",
                    "from and to are days such as 2026-11-01, at most "
                        + MOST_DAYS
                        + " apart; by is day or month; format is json or csv"));
          }
          return onSuccess(
              node.usage().read(from, to),
              used -> {
                List<UsedJson> all = sums(used, workspace, by.equals("month"));
                return complete(
                    format.equals("csv") ? csv(all, by) : Json.answer(200, Map.of("usage", all)));
              });
        });
  }

  private static @Nullable LocalDate day(@Nullable String text, LocalDate usual) {
    try {
      return text == null ? usual : LocalDate.parse(text);
    } catch (DateTimeParseException wrong) {
      return null;
    }
  }

  private static List<UsedJson> sums(List<Used> used, @Nullable String workspace, boolean byMonth) {
    Map<List<String>, Long> sums = new LinkedHashMap<>();
    for (Used each : used) {
      if (workspace == null || workspace.equals(each.workspace())) {
        String day = each.day().toString();
        sums.merge(
            List.of(each.workspace(), byMonth ? day.substring(0, "2026-11".length()) : day),
            each.messages(),
            Long::sum);
      }
    }
    List<UsedJson> all = new ArrayList<>();
    sums.forEach((key, sum) -> all.add(new UsedJson(key.get(0), key.get(1), sum)));
    return all;
  }

  /** Names of workspaces and periods have neither commas nor quotes. */
  private static HttpResponse csv(List<UsedJson> all, String by) {
    StringBuilder text = new StringBuilder("workspace,").append(by).append(",messages\r\n");
    for (UsedJson each : all) {
      text.append(each.workspace())
          .append(',')
          .append(each.period())
          .append(',')
          .append(each.messages())
          .append("\r\n");
    }
    return HttpResponse.create()
        .withEntity(
            HttpEntities.create(
                MediaTypes.TEXT_CSV.toContentType(HttpCharsets.UTF_8),
                text.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
