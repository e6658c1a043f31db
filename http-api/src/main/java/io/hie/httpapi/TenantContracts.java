package io.hie.httpapi;

import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.Of;
import io.hie.httpapi.openapi.Contract.Page;
import io.hie.httpapi.openapi.Contract.Shape;
import io.hie.httpapi.openapi.Contract.Version;
import io.hie.httpapi.openapi.Field;
import io.hie.httpapi.openapi.ProblemType;
import java.util.List;

/** Secrets, quotas, and what workspaces used. */
final class TenantContracts {
  static final Shape SECRET =
      Shape.of(Field.text("value", 1, 16_384, "What it is; never shown.", "open sesame").needed());
  static final Shape QUOTAS =
      Shape.of(
          Field.integer("projects", 0, 10_000, "Productions; unbounded if absent.", 10L),
          Field.integer("items", 0, 1_000_000, "Items; unbounded if absent.", 100L),
          Field.integer(
              "messagesPerDay",
              0,
              1_000_000_000_000L,
              "Messages a day; unbounded if absent.",
              100_000L));

  static final List<Contract> ALL =
      List.of(
          Contract.of("secrets.list")
              .query(CommonFields.LIMIT, CommonFields.AFTER)
              .answers(
                  200,
                  "By name, without what they are.",
                  new Page("secrets", SecretRoutes.SecretJson.class))
              .problems(ProblemType.NO_WORKSPACE),
          Contract.of("secrets.set")
              .note("Productions that use it take it at once.")
              .body(SECRET)
              .answers(200, "It is set.", new Of(SecretRoutes.SecretJson.class))
              .problems(
                  ProblemType.BAD_NAME,
                  ProblemType.NO_WORKSPACE,
                  ProblemType.NO_SECRET,
                  ProblemType.SECRET_MISFIT,
                  ProblemType.TOO_MANY_SECRETS,
                  ProblemType.KEY_UNAVAILABLE),
          Contract.of("secrets.remove")
              .done("It is gone.")
              .problems(ProblemType.NO_WORKSPACE, ProblemType.NO_SECRET, ProblemType.SECRET_IN_USE),
          Contract.of("quotas.read")
              .answers(200, "With their use.", new Of(UsageRoutes.QuotasJson.class), "ETag")
              .problems(ProblemType.NO_WORKSPACE),
          Contract.of("quotas.set")
              .note("All at once: what is left out bounds nothing.")
              .body(QUOTAS)
              .answers(200, "They are set.", new Of(UsageRoutes.QuotasJson.class), "ETag")
              .problems(ProblemType.NO_WORKSPACE)
              .version(Version.REQUIRED),
          usage("workspaces.usage"),
          usage("usage.read"));

  private TenantContracts() {}

  private static Contract usage(String id) {
    return Contract.of(id)
        .note("With `format=csv` the answer is `text/csv` with the same columns.")
        .query(
            Field.text("from", 1, 40, "The first day; of this month if absent.", "2026-11-01"),
            Field.text(
                "to", 1, 40, "The last day, 400 later at most; today if absent.", "2026-11-30"),
            Field.word("by", List.of("day", "month"), "What is summed up."),
            Field.word("format", List.of("json", "csv"), "How it is answered."))
        .answers(200, "By workspace and period.", new Page("usage", UsageRoutes.UsedJson.class));
  }
}
