package io.hie.httpapi;

import io.hie.httpapi.openapi.Field;

/** What is sent to many operations. */
final class CommonFields {
  static final int MOST_WORDS = 500;
  static final Field WHO =
      Field.text(
          "who",
          0,
          MOST_WORDS,
          "Who asks, where the node's token is used; else it is the caller.",
          "anna");
  static final Field WHY =
      Field.text("why", 1, MOST_WORDS, "Why, without patient data.", "the receiver was mended")
          .needed();
  static final Field LIMIT = Field.integer("limit", 1, Pages.MOST, "Entries on a page.", 100L);
  static final Field AFTER = Field.text("after", 1, 500, "`next` of the page before.", "anna");

  private CommonFields() {}
}
