package io.hie.httpapi;

import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.Lines;
import io.hie.httpapi.openapi.Contract.Of;
import io.hie.httpapi.openapi.Contract.Page;
import io.hie.httpapi.openapi.Contract.Shape;
import io.hie.httpapi.openapi.Field;
import io.hie.httpapi.openapi.ProblemType;
import java.util.List;

/** Histories and dead letters. */
final class HistoryContracts {
  private static final Field AT = Field.time("at", "As it was then.");
  private static final Field AT_EVENT =
      Field.integer("atEvent", 1, Long.MAX_VALUE, "As it was after this event.", 12L);
  private static final Field FROM =
      Field.integer("from", 1, Long.MAX_VALUE, "The first event; `next` of the page before.", 1L);
  private static final Field MESSAGE =
      Field.integer("message", 1, Long.MAX_VALUE, "Of this message only.", 1L);

  static final Shape LOOKUP =
      Shape.of(
          Field.text("key", 1, 300, KeyText.HELP + ".", "9990000018").needed(),
          Field.text("workspace", 1, 100, "Needed if there are several.", "royal-hospital"),
          Field.text("project", 1, 200, "Needed if there are several.", "ADT"));
  static final Shape ERASURE =
      Shape.of(
          Field.text("reason", 1, 500, "Why, without patient data.", "request 17").needed(),
          Field.text("by", 0, 100, "Who, where the node's token is used.", "anna"),
          Field.flag("force", "Whether what is open is ended as DISCARDED."));
  static final Shape RESUBMIT =
      Shape.of(
          CommonFields.WHO,
          CommonFields.WHY,
          Field.bytes("body", "Other bytes to be sent; the same as before if absent.", "TVNI"));
  static final Shape DISCARD = Shape.of(CommonFields.WHO, CommonFields.WHY);

  static final List<Contract> ALL =
      List.of(
          Contract.of("histories.lookup")
              .note("The key is in the body, since paths end up in logs.")
              .body(LOOKUP)
              .answers(200, "The id, whether there is a history or not.", new Of(IdJson.class))
              .problems(ProblemType.WHICH_PRODUCTION, ProblemType.BAD_KEY),
          Contract.of("histories.events")
              .query(FROM, CommonFields.LIMIT, AT, AT_EVENT, MESSAGE)
              .answers(200, "In their order.", new Of(EventsJson.class))
              .problems(ProblemType.NO_HISTORY),
          Contract.of("histories.stream")
              .query(FROM, AT, AT_EVENT, MESSAGE)
              .answers(200, "From the first asked for to the last.", new Lines(EventJson.class)),
          Contract.of("histories.state")
              .query(AT, AT_EVENT)
              .answers(200, "What was open.", new Of(StateJson.class))
              .problems(ProblemType.NO_HISTORY),
          Contract.of("histories.lineage")
              .query(AT, AT_EVENT)
              .answers(200, "What became of it.", new Of(LineageJson.class))
              .problems(ProblemType.NO_MESSAGE),
          Contract.of("histories.erase")
              .note("Cannot be taken back.")
              .body(ERASURE)
              .answers(200, "Erased.", new Of(EraseRoute.ErasedJson.class))
              .problems(ProblemType.NO_HISTORY, ProblemType.STILL_OPEN, ProblemType.NOT_ERASED),
          Contract.of("dead-letters.list")
              .query(
                  Field.text("workspace", 1, 100, "Of this workspace.", "royal-hospital").needed(),
                  Field.text("project", 1, 200, "Of this production.", "ADT"),
                  Field.text("item", 1, 200, "Of this item.", "EPR_Out"),
                  CommonFields.LIMIT,
                  Field.integer("after", 0, Long.MAX_VALUE, "`next` of the page before.", 4711L))
              .answers(
                  200,
                  "Oldest first, without their contents.",
                  new Page("deadLetters", DeadLetterRoutes.LetterJson.class)),
          Contract.of("dead-letters.read")
              .answers(200, "With its bytes.", new Of(DeadLetterRoutes.LetterJson.class))
              .problems(ProblemType.NO_DEAD_LETTER),
          Contract.of("dead-letters.resubmit")
              .note("Once: a second time it is refused.")
              .body(RESUBMIT)
              .answers(200, "It goes again.", new Of(DeadLetterRoutes.ResultJson.class))
              .problems(
                  ProblemType.NO_DEAD_LETTER,
                  ProblemType.REFUSED,
                  ProblemType.NOT_STORED,
                  ProblemType.KEY_UNAVAILABLE)
              .creating(),
          Contract.of("dead-letters.discard")
              .body(DISCARD)
              .answers(200, "Let go.", new Of(DeadLetterRoutes.ResultJson.class))
              .problems(ProblemType.NO_DEAD_LETTER, ProblemType.REFUSED, ProblemType.NOT_STORED));

  /** The id of a history. */
  record IdJson(String id) {}

  /** A page of a history; {@code next} is the number of the event that follows. */
  record EventsJson(
      String id, List<EventJson> events, @org.jspecify.annotations.Nullable Long next) {}

  private HistoryContracts() {}
}
