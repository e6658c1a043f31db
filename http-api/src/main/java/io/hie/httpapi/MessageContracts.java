package io.hie.httpapi;

import io.hie.httpapi.live.Topic;
import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.EventStream;
import io.hie.httpapi.openapi.Contract.Of;
import io.hie.httpapi.openapi.Contract.Page;
import io.hie.httpapi.openapi.Field;
import io.hie.httpapi.openapi.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Finding messages, and what happens as it happens. */
final class MessageContracts {
  private static final int MOST_TEXT = 255;

  static final List<Contract> ALL =
      List.of(
          Contract.of("messages.search")
              .note("A message fits all that is said.")
              .query(
                  text("project", "Of this production.", "ADT"),
                  text("id", "Of this id.", "5f0c3a1e-7d1b-4a52-9d07-2f6f6c1f3a10"),
                  text("controlId", "Of this message control id, MSH-10.", "MSG00001"),
                  text(
                      "key",
                      "Of this key: its hash, as POST /histories/lookup gives it, or the id of a"
                          + " history; never a patient's number.",
                      "0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
                  text("item", "That came to this item, or were received by it.", "EPR_Out"),
                  text("type", "Of this type; ADT_* for all that begin so.", "ADT_A01"),
                  text(
                      "status",
                      "That stand so at an item (at `item` if it is said): "
                          + SearchQuery.states()
                          + ".",
                      "DELIVERED"),
                  Field.time("from", "Received then or later."),
                  Field.time("until", "Received before."),
                  text(
                      "text",
                      "In the header: sending application and facility, type, version, service.",
                      "RHX"),
                  Field.integer("limit", 1, SearchQuery.MOST_ON_A_PAGE, "Messages on a page.", 50L),
                  text("after", "`next` of the page before.", "MTc0MDgyMzMzMDAwMA"))
              .answers(
                  200, "Newest first, without contents.", new Page("messages", FoundJson.class))
              .problems(ProblemType.SEARCH_UNAVAILABLE),
          Contract.of("messages.read")
              .note("With the 16 first bodies that items made of it, 8 MiB together at most.")
              .answers(200, "The message.", new Of(MessageRoutes.WholeJson.class))
              .problems(ProblemType.NO_MESSAGE, ProblemType.SEARCH_UNAVAILABLE),
          Contract.of("live.events")
              .note(
                  "The stream ends after 15 minutes; who comes again with the header"
                      + " `Last-Event-ID`, or `after`, goes on where they were. The event `missed`"
                      + " says that something is left out. The topic `audit` takes the role"
                      + " `workspace-admin`.")
              .query(
                  text(
                      "topics",
                      "Some, with commas, of "
                          + Arrays.stream(Topic.values())
                              .map(Topic::word)
                              .collect(Collectors.joining(", "))
                          + "; all that the caller may see if absent.",
                      "status,alerts"),
                  text("after", "The id of the last event that was seen.", "0123456789abcdef-7"))
              .answers(200, "What happens, until the caller goes.", new EventStream())
              .problems(ProblemType.TOO_MANY_STREAMS),
          Contract.of("search.progress")
              .answers(200, "How far it is.", new Of(MessageRoutes.ProgressJson.class))
              .problems(ProblemType.SEARCH_UNAVAILABLE),
          Contract.of("search.rebuild")
              .note("Search goes on meanwhile.")
              .answers(202, "It is begun.", new Of(MessageRoutes.ProgressJson.class))
              .problems(ProblemType.SEARCH_UNAVAILABLE));

  private MessageContracts() {}

  private static Field text(String name, String description, String example) {
    return Field.text(name, 1, MOST_TEXT, description, example);
  }
}
