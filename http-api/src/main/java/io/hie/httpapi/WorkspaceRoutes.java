package io.hie.httpapi;

import static io.hie.httpapi.ConfigurationAnswers.none;
import static io.hie.httpapi.ConfigurationAnswers.tagged;

import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Directory;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Workspace;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/workspaces}: workspaces, who is what in them, and their part of the audit trail.
 */
final class WorkspaceRoutes extends AllDirectives {
  private final ConfigurationAnswers answers;
  private final UserRoutes users;
  private final AuditRoutes audit;
  private final SecretRoutes secrets;
  private final UsageRoutes usage;
  private final NodeView node;

  WorkspaceRoutes(
      ConfigurationAnswers answers,
      UserRoutes users,
      AuditRoutes audit,
      SecretRoutes secrets,
      UsageRoutes usage,
      NodeView node) {
    this.usage = usage;
    this.secrets = secrets;
    this.answers = answers;
    this.users = users;
    this.audit = audit;
    this.node = node;
  }

  /** A workspace. */
  record WorkspaceJson(String name, String description, long revision) {
    static WorkspaceJson of(Workspace workspace) {
      return new WorkspaceJson(workspace.name(), workspace.description(), workspace.revision());
    }
  }

  /** Who has a role in a workspace, given there or everywhere. */
  record MemberJson(String user, String role, boolean everywhere) {}

  Route routes() {
    return pathPrefix(
        "workspaces",
        () ->
            answers.access(
                access ->
                    concat(
                        pathEnd(() -> concat(get(() -> list(access)), post(() -> add(access)))),
                        pathPrefix(PathMatchers.segment(), name -> one(access, name)))));
  }

  private Route list(Access access) {
    Map<String, Workspace> allowed = new TreeMap<>(answers.directory().workspaces());
    allowed.keySet().removeIf(name -> !access.allows(name));
    return answers.page("workspaces", allowed, WorkspaceJson::of);
  }

  private Route add(Access access) {
    return answers.body(
        text -> {
          Fields fields = Fields.of(text, WorkspaceContracts.WORKSPACE).check();
          String name = fields.text("name");
          String description = fields.text("description");
          return answers.change(
              access,
              new Change.AddWorkspace(name, description),
              made ->
                  shown(made.directory(), name, 201)
                      .addHeader(RawHeader.create("Location", "/api/v1/workspaces/" + name)));
        });
  }

  private Route one(Access access, String name) {
    return concat(
        pathEnd(
            () ->
                concat(
                    get(() -> complete(shown(answers.directory(), name, 200))),
                    put(() -> describe(access, name, access.seen())),
                    delete(() -> remove(access, name, access.seen())))),
        path("members", () -> get(() -> members(name))),
        path(
            PathMatchers.segment("members")
                .slash(PathMatchers.segment())
                .slash(PathMatchers.segment()),
            (user, role) ->
                concat(
                    put(() -> users.grant(access, user, role, name)),
                    delete(() -> users.withdraw(access, user, role, name)))),
        secrets.routes(access, name),
        usage.routes(access, name),
        path("audit", () -> get(() -> audit.read(name))));
  }

  private static HttpResponse shown(Directory directory, String name, int status) {
    Workspace workspace = directory.workspaces().get(name);
    return workspace == null
        ? none("workspace", name)
        : tagged(Json.answer(status, WorkspaceJson.of(workspace)), workspace.revision());
  }

  private Route describe(Access access, String name, @Nullable Long seen) {
    return answers.body(
        text -> {
          String description =
              Fields.of(text, WorkspaceContracts.CHANGE).check().text("description");
          return answers.change(
              access,
              new Change.DescribeWorkspace(name, description, seen),
              made -> shown(made.directory(), name, 200));
        });
  }

  /** Not while anything runs in it. */
  private Route remove(Access access, String name, @Nullable Long seen) {
    return onSuccess(
        node.productions(),
        productions -> {
          String running =
              productions.stream()
                  .filter(each -> each.workspace().equals(name))
                  .map(each -> each.project())
                  .collect(Collectors.joining(", "));
          return running.isEmpty()
              ? answers.change(access, new Change.RemoveWorkspace(name, seen))
              : complete(
                  Json.problem(
                      409,
                      "workspace-in-use",
                      "The workspace is in use",
                      "productions run in it: " + running));
        });
  }

  private Route members(String workspace) {
    Map<String, MemberJson> all = new TreeMap<>();
    answers
        .directory()
        .users()
        .values()
        .forEach(
            user ->
                user.grants().stream()
                    .filter(
                        each ->
                            each.workspace().equals(workspace)
                                || each.workspace().equals(Grant.EVERYWHERE))
                    .forEach(
                        each ->
                            all.put(
                                user.name() + " " + each.role().word() + " " + each.workspace(),
                                new MemberJson(
                                    user.name(),
                                    each.role().word(),
                                    each.workspace().equals(Grant.EVERYWHERE)))));
    return answers.page("members", all, each -> each);
  }
}
