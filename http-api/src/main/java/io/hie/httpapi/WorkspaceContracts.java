package io.hie.httpapi;

import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.Of;
import io.hie.httpapi.openapi.Contract.Page;
import io.hie.httpapi.openapi.Contract.Shape;
import io.hie.httpapi.openapi.Contract.Version;
import io.hie.httpapi.openapi.Field;
import io.hie.httpapi.openapi.ProblemType;
import java.util.List;

/** Workspaces, their members, the audit trail, and the cluster. */
final class WorkspaceContracts {
  private static final int MOST_DESCRIPTION = 500;

  private static final Field DESCRIPTION =
      Field.text("description", 0, MOST_DESCRIPTION, "For people.", "The Royal Hospital");
  static final Shape WORKSPACE =
      Shape.of(AccountContracts.name("workspace", "royal-hospital"), DESCRIPTION);
  static final Shape FORCE =
      Shape.of(Field.flag("force", "Whether it is done in spite of what it breaks."));
  static final Shape CHANGE = Shape.of(DESCRIPTION);

  private static final Field BEFORE =
      Field.integer("before", 0, 999_999_999_999_999_999L, "`next` of the page before.", 4711L);
  private static final Field BY =
      Field.text("who", 1, 200, "By this user, or one of the user's tokens.", "anna");
  private static final Field EVENT =
      Field.text("event", 1, 100, "Of this kind, such as `UserAdded`.", "Accessed");
  private static final Field OPERATION =
      Field.text("operation", 1, 100, "Calls of this operation.", "histories.events");

  static final List<Contract> ALL =
      List.of(
          Contract.of("workspaces.list")
              .query(CommonFields.LIMIT, CommonFields.AFTER)
              .answers(
                  200, "By name.", new Page("workspaces", WorkspaceRoutes.WorkspaceJson.class)),
          Contract.of("workspaces.add")
              .body(WORKSPACE)
              .answers(
                  201, "Added.", new Of(WorkspaceRoutes.WorkspaceJson.class), "ETag", "Location")
              .problems(
                  ProblemType.BAD_NAME,
                  ProblemType.WORKSPACE_EXISTS,
                  ProblemType.TOO_MANY_WORKSPACES)
              .creating(),
          Contract.of("workspaces.read")
              .answers(200, "The workspace.", new Of(WorkspaceRoutes.WorkspaceJson.class), "ETag")
              .problems(ProblemType.NO_WORKSPACE),
          Contract.of("workspaces.change")
              .body(CHANGE)
              .answers(200, "Changed.", new Of(WorkspaceRoutes.WorkspaceJson.class), "ETag")
              .problems(ProblemType.NO_WORKSPACE)
              .version(Version.REQUIRED),
          Contract.of("workspaces.remove")
              .note("Not while a production runs in it.")
              .done("Removed, with the roles in it.")
              .problems(ProblemType.NO_WORKSPACE, ProblemType.WORKSPACE_IN_USE)
              .version(Version.REQUIRED),
          Contract.of("members.list")
              .query(CommonFields.LIMIT, CommonFields.AFTER)
              .answers(200, "By name.", new Page("members", WorkspaceRoutes.MemberJson.class)),
          AccountContracts.role("members.grant", "Given, or had before.")
              .problems(ProblemType.OWN_GRANT),
          AccountContracts.role("members.withdraw", "Taken back.")
              .problems(ProblemType.NO_GRANT, ProblemType.LAST_ADMIN),
          audit("audit.read")
              .query(
                  Field.text(
                      "workspace", 1, 100, "What concerns this workspace.", "royal-hospital")),
          audit("workspaces.audit"),
          Contract.of("cluster.read").answers(200, "As it is now.", new Of(ClusterState.class)),
          Contract.of("cluster.rebalance").answers(202, "It is under way.", new Contract.Any()),
          order("cluster.drain"),
          order("cluster.down"),
          Contract.of("cluster.invitation")
              .answers(200, "What a node that joins has to know.", new Of(Invitation.class)));

  private WorkspaceContracts() {}

  private static Contract order(String id) {
    return Contract.of(id)
        .body(new Contract.MayBeEmpty(FORCE))
        .answers(202, "It is under way.", new Contract.Any())
        .problems(
            ProblemType.NO_SUCH_NODE,
            ProblemType.HAS_THE_LOG,
            ProblemType.NODE_REACHABLE,
            ProblemType.NODE_SILENT,
            ProblemType.ONLY_NODE);
  }

  private static Contract audit(String id) {
    return Contract.of(id)
        .note("A page looks at 5,000 entries at most, so it may be short and have a `next`.")
        .query(CommonFields.LIMIT, BEFORE, BY, EVENT, OPERATION)
        .answers(200, "Newest first.", new Page("entries", AuditRoutes.EntryJson.class));
  }
}
