package io.hie.clusternode.deployment;

import io.hie.actormodel.production.Production;
import io.hie.configuration.UsageMeter;
import io.hie.configuration.directory.Quotas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a document would make a workspace larger than it may be. */
final class QuotaCheck {
  private final Running running;
  private final Function<String, Quotas> quotas;

  QuotaCheck(Running running, Function<String, Quotas> quotas) {
    this.running = running;
    this.quotas = quotas;
  }

  /** How much there would be of something. */
  private record Count(String what, String option, @Nullable Integer quota, int would, int is) {
    /** What becomes no more is never refused, so that one can get below a quota. */
    boolean isTooMuch() {
      return quota != null && would > quota && would > is;
    }
  }

  private List<Count> counts(Production next) {
    String workspace = next.workspace().id();
    Quotas most = quotas.apply(workspace);
    List<Production> all = running.productions(workspace);
    int items = all.stream().mapToInt(QuotaCheck::items).sum();
    Production now = running.production(workspace, next.name()).orElse(null);
    int grows = items(next) - (now == null ? 0 : items(now));
    return List.of(
        new Count(
            "projects",
            "--projects",
            most.projects(),
            all.size() + (now == null || items(now) == 0 ? 1 : 0),
            all.size()),
        new Count("items", "--items", most.items(), items + grows, items));
  }

  static int items(Production production) {
    return production.items().size() + production.unavailable().size();
  }

  /** Why a document is too much; null if it is not. */
  @Nullable String refusal(Production next) {
    for (Count each : counts(next)) {
      if (each.isTooMuch()) {
        return "the workspace "
            + next.workspace().id()
            + " may have "
            + each.quota()
            + " "
            + each.what()
            + " and would have "
            + each.would()
            + "; remove some, or let a platform administrator raise it: hie quotas set --workspace "
            + next.workspace().id()
            + " "
            + each.option()
            + " "
            + each.would();
      }
    }
    return null;
  }

  /** What its author should know of quotas that are nearly used up. */
  List<String> warnings(Production next) {
    List<String> warnings = new ArrayList<>();
    for (Count each : counts(next)) {
      Integer quota = each.quota();
      if (quota != null && UsageMeter.isNear(each.would(), quota)) {
        warnings.add(
            "warning: with this the workspace has "
                + each.would()
                + " of the "
                + quota
                + " "
                + each.what()
                + " that it may have");
      }
    }
    return warnings;
  }
}
