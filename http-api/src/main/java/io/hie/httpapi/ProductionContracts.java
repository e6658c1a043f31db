package io.hie.httpapi;

import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.Document;
import io.hie.httpapi.openapi.Contract.Of;
import io.hie.httpapi.openapi.Contract.Page;
import io.hie.httpapi.openapi.Contract.Shape;
import io.hie.httpapi.openapi.Contract.Text;
import io.hie.httpapi.openapi.Contract.Version;
import io.hie.httpapi.openapi.Field;
import io.hie.httpapi.openapi.ProblemType;
import java.util.List;

/** Productions, their items, and the types of items. */
final class ProductionContracts {
  static final long MOST_VERSION = 999_999_999_999_999_999L;
  static final Shape ROLLBACK =
      Shape.of(
          Field.integer("version", 1, MOST_VERSION, "The version to go back to.", 3L).needed());

  private static final Of DONE = new Of(Deployments.Done.class);
  private static final ProblemType[] OF_A_CHANGE = {
    ProblemType.QUOTA_EXCEEDED,
    ProblemType.CHANGE_UNDER_WAY,
    ProblemType.CHANGED_MEANWHILE,
    ProblemType.CHANGE_UNDONE,
    ProblemType.NOT_NOW,
    ProblemType.NOT_DONE,
    ProblemType.NOT_WRITTEN
  };
  private static final String AFTER_PRODUCTION = "`next` of the page before.";

  static final List<Contract> ALL =
      List.of(
          Contract.of("status.read")
              .query(
                  CommonFields.LIMIT,
                  Field.text("after", 1, 500, AFTER_PRODUCTION, "royal-hospital/ADT"))
              .answers(
                  200,
                  "By workspace and name, with the jars of items on the first page.",
                  new Of(StatusRoutes.StatusJson.class)),
          Contract.of("item-types.list")
              .query(
                  CommonFields.LIMIT, Field.text("after", 1, 500, AFTER_PRODUCTION, "file.service"))
              .answers(200, "By name.", new Page("itemTypes", ItemTypeRoutes.TypeJson.class)),
          Contract.of("item-types.read")
              .answers(200, "The type.", new Of(ItemTypeRoutes.TypeJson.class))
              .problems(ProblemType.NO_ITEM_TYPE),
          Contract.of("productions.plan")
              .note("Nothing is changed.")
              .body(new Document())
              .answers(200, "What would be done.", new Of(Deployments.Planned.class))
              .problems(ProblemType.DOCUMENT_REFUSED),
          Contract.of("productions.apply")
              .note(
                  "A workspace that is not there is made, for who may make workspaces. The same"
                      + " document twice changes nothing.")
              .body(new Document())
              .answers(200, "It is in effect.", DONE, "ETag")
              .problems(ProblemType.DOCUMENT_REFUSED, ProblemType.NO_WORKSPACE)
              .problems(OF_A_CHANGE)
              .version(Version.TAKEN)
              .creating(),
          Contract.of("productions.document")
              .query(
                  Field.integer(
                      "version", 1, MOST_VERSION, "The one in effect if it is not said.", 3L))
              .answers(200, "JSON or YAML, as it was written.", new Text(), "ETag")
              .problems(ProblemType.NO_PRODUCTION, ProblemType.NO_VERSION),
          Contract.of("productions.change")
              .note("Workspace and name in the document must be those of the path.")
              .body(new Document())
              .answers(200, "It is in effect.", DONE, "ETag")
              .problems(
                  ProblemType.DOCUMENT_REFUSED,
                  ProblemType.OTHER_PRODUCTION,
                  ProblemType.NO_PRODUCTION)
              .problems(OF_A_CHANGE)
              .version(Version.REQUIRED),
          Contract.of("productions.versions")
              .answers(200, "Oldest first.", new Of(ProductionRoutes.VersionsJson.class))
              .problems(ProblemType.NO_PRODUCTION),
          Contract.of("productions.rollback")
              .note("The earlier document becomes a new version.")
              .body(ROLLBACK)
              .answers(200, "It is in effect.", DONE, "ETag")
              .problems(
                  ProblemType.NO_PRODUCTION,
                  ProblemType.NO_VERSION,
                  ProblemType.DOCUMENT_REFUSED,
                  ProblemType.NO_WORKSPACE)
              .problems(OF_A_CHANGE)
              .version(Version.TAKEN)
              .creating(),
          Contract.of("productions.diff")
              .query(
                  Field.integer("from", 1, MOST_VERSION, "The one version.", 3L).needed(),
                  Field.integer("to", 1, MOST_VERSION, "The other.", 4L).needed())
              .answers(200, "What differs.", new Of(Deployments.Compared.class))
              .problems(
                  ProblemType.NO_PRODUCTION,
                  ProblemType.NO_VERSION,
                  ProblemType.BAD_VERSION,
                  ProblemType.DOCUMENT_REFUSED,
                  ProblemType.NOT_WRITTEN),
          Contract.of("productions.remove")
              .answers(200, "It is out.", DONE)
              .problems(ProblemType.NO_PRODUCTION)
              .problems(OF_A_CHANGE)
              .version(Version.REQUIRED),
          Contract.of("items.test-connection")
              .answers(200, "What was found.", new Of(Deployments.Tested.class))
              .problems(
                  ProblemType.NO_PRODUCTION,
                  ProblemType.NO_ITEM,
                  ProblemType.ITEM_DISABLED,
                  ProblemType.TOO_MANY_TESTS,
                  ProblemType.NOT_DONE,
                  ProblemType.NOT_WRITTEN),
          operate("productions.operate"),
          operate("items.operate").problems(ProblemType.NO_ITEM));

  private ProductionContracts() {}

  private static Contract operate(String id) {
    return Contract.of(id)
        .answers(200, "Done.", DONE, "ETag")
        .problems(
            ProblemType.NO_PRODUCTION,
            ProblemType.NO_ACTION,
            ProblemType.ITEM_DISABLED,
            ProblemType.ITEM_STOPPED)
        .problems(OF_A_CHANGE);
  }
}
