package io.hie.httpapi;

import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.Lines;
import io.hie.httpapi.openapi.Contract.Of;
import io.hie.httpapi.openapi.Contract.Page;
import io.hie.httpapi.openapi.Contract.Shape;
import io.hie.httpapi.openapi.Field;
import io.hie.httpapi.openapi.ProblemType;
import io.hie.sharding.replay.Job;
import io.hie.sharding.replay.ReplayPlan;
import java.util.ArrayList;
import java.util.List;

/** Replays. */
final class ReplayContracts {
  private static final List<Field> SELECTION =
      List.of(
          Field.text("workspace", 1, 100, "Whose messages.", "royal-hospital").needed(),
          Field.text("project", 1, 200, "The production.", "ADT").needed(),
          Field.text(
              "history",
              1,
              500,
              "Of this history only.",
              "royal-hospital/ADT/0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
          Field.time("from", "Received then or later."),
          Field.time("until", "Received then or before; now if absent."),
          Field.integer("partition", 0, 100_000, "With offset: in this partition of the log.", 0L),
          Field.integer("offset", 0, Long.MAX_VALUE, "From this offset of it on.", 4711L),
          Field.text("item", 1, 200, "What this item was given goes to it once more.", "EPR_Out"),
          Field.text("type", 1, 200, "Of this type only.", "ADT_A01"),
          Field.text("filter", 1, 10_000, "That this rule is true of.", "PV1-2 = 'I'"));
  static final Shape PLAN = new Shape(SELECTION);
  static final Shape BEGIN = new Shape(begin());

  static final List<Contract> ALL =
      List.of(
          Contract.of("replays.list")
              .query(
                  CommonFields.LIMIT,
                  Field.text("after", 1, 100, "`next` of the page before.", "r1"))
              .answers(200, "Oldest first.", new Page("replays", ReplayRoutes.JobJson.class)),
          Contract.of("replays.plan")
              .note("Nothing is sent. Looks at 100,000 messages and 15 seconds at most.")
              .body(PLAN)
              .answers(200, "What would be sent where.", new Of(ReplayPlan.class))
              .problems(ProblemType.REPLAY_REFUSED),
          Contract.of("replays.begin")
              .body(BEGIN)
              .answers(201, "It runs.", new Of(ReplayRoutes.JobJson.class), "Location")
              .problems(ProblemType.REPLAY_REFUSED)
              .creating(),
          Contract.of("replays.read")
              .answers(200, "How it is.", new Of(ReplayRoutes.JobJson.class))
              .problems(ProblemType.NO_REPLAY),
          Contract.of("replays.records")
              .answers(200, "What operations would have been given.", new Lines(Job.Recorded.class))
              .problems(ProblemType.NO_REPLAY),
          change("replays.pause"),
          change("replays.resume"),
          change("replays.cancel"));

  private ReplayContracts() {}

  private static List<Field> begin() {
    List<Field> all = new ArrayList<>(SELECTION);
    all.add(
        Field.word("into", List.of("sandbox", "live"), "Where: the sandbox sends nothing.")
            .needed());
    all.add(Field.integer("rate", 1, 100_000, "Messages a second at most; 100 if absent.", 100L));
    all.add(CommonFields.WHO);
    all.add(CommonFields.WHY);
    return all;
  }

  private static Contract change(String id) {
    return Contract.of(id)
        .answers(200, "How it is now.", new Of(ReplayRoutes.JobJson.class))
        .problems(ProblemType.NO_REPLAY, ProblemType.REPLAY_REFUSED);
  }
}
