package io.hie.httpapi;

import static io.hie.httpapi.ConfigurationAnswers.none;

import io.hie.configuration.Configuration;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Secret;
import io.hie.configuration.directory.Workspace;
import io.hie.httpapi.openapi.IsoTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/workspaces/W/secrets}: what documents name as <code>${secret:NAME}</code>. A
 * secret comes in and is never shown again. When one is changed, the items that use it are.
 */
final class SecretRoutes extends AllDirectives {
  /** Longer than the engine takes for the longest change. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private final ConfigurationAnswers answers;
  private final KnownWorkspaces workspaces;
  private final NodeView node;

  SecretRoutes(ConfigurationAnswers answers, KnownWorkspaces workspaces, NodeView node) {
    this.workspaces = workspaces;
    this.answers = answers;
    this.node = node;
  }

  /**
   * A secret, without what it is.
   *
   * @param usedBy the items that name it, as {@code project/item}
   * @param changed what became of the productions that use it; null if it was only looked at
   */
  record SecretJson(
      String name,
      long revision,
      @IsoTime String at,
      String by,
      List<String> usedBy,
      @Nullable List<ChangedJson> changed) {
    static SecretJson of(
        Secret secret, Map<String, List<String>> used, @Nullable List<ChangedJson> changed) {
      return new SecretJson(
          secret.name(),
          secret.revision(),
          secret.changed().toString(),
          secret.by(),
          used.getOrDefault(secret.name(), List.of()),
          changed);
    }
  }

  /**
   * What became of a production.
   *
   * @param version the one that runs; 0 if it is not known
   * @param problem why its items go on with the former secret; empty if they do not
   */
  record ChangedJson(String project, long version, String problem) {}

  /** Under a workspace. */
  Route routes(Access access, String workspace) {
    return concat(
        path("secrets", () -> get(() -> list(workspace))),
        path(
            PathMatchers.segment("secrets").slash(PathMatchers.segment()),
            name ->
                concat(
                    put(() -> withRequestTimeout(LONG, () -> set(access, workspace, name))),
                    delete(() -> remove(access, workspace, name)))));
  }

  private Route list(String workspace) {
    Workspace there = answers.directory().workspaces().get(workspace);
    if (there == null) {
      return complete(none("workspace", workspace));
    }
    Map<String, List<String>> used = node.deployments().secretsInUse(workspace);
    return answers.page("secrets", there.secrets(), secret -> SecretJson.of(secret, used, null));
  }

  private Route set(Access access, String workspace, String name) {
    return answers.body(
        text -> {
          String value = Fields.of(text, TenantContracts.SECRET).check().text("value");
          String misfit = node.deployments().misfit(workspace, name, value);
          return misfit.isEmpty()
              ? workspaces.known(
                  access,
                  workspace,
                  () ->
                      onSuccess(
                          node.secrets().seal(workspace, name, value),
                          closed -> keep(access, new Change.SetSecret(workspace, name, closed))))
              : complete(
                  Json.problem(
                      409,
                      "secret-misfit",
                      "The secret does not fit",
                      misfit + "; nothing was changed"));
        });
  }

  private Route keep(Access access, Change.SetSecret set) {
    return onSuccess(
        answers.changing(set, access.origin()),
        result ->
            result instanceof Configuration.Result.Made made
                ? onSuccess(
                    node.deployments()
                        .secretChanged(
                            set.workspace(),
                            set.name(),
                            new Deployments.Request(access.who("admin"), access.reason(), null)),
                    changed -> complete(shown(made, set, changed)))
                : complete(ConfigurationAnswers.answer(result, made -> HttpResponse.create())));
  }

  private HttpResponse shown(
      Configuration.Result.Made made,
      Change.SetSecret set,
      Map<String, Deployments.Result> changed) {
    Workspace there = made.directory().workspaces().get(set.workspace());
    Secret secret = there == null ? null : there.secrets().get(set.name());
    if (secret == null) {
      return none("secret", set.name());
    }
    List<ChangedJson> projects = new ArrayList<>();
    changed.forEach(
        (project, result) ->
            projects.add(
                switch (result) {
                  case Deployments.Done done -> new ChangedJson(project, done.version(), "");
                  case Deployments.Refused refused -> new ChangedJson(project, 0, refused.detail());
                  case Deployments.Planned planned -> new ChangedJson(project, 0, "");
                  case Deployments.Document document -> new ChangedJson(project, 0, "");
                  case Deployments.Compared compared -> new ChangedJson(project, 0, "");
                  case Deployments.Tested tested -> new ChangedJson(project, 0, "");
                  case Deployments.Found found -> new ChangedJson(project, 0, "");
                }));
    return Json.answer(
        200, SecretJson.of(secret, node.deployments().secretsInUse(set.workspace()), projects));
  }

  private Route remove(Access access, String workspace, String name) {
    List<String> users = node.deployments().secretsInUse(workspace).getOrDefault(name, List.of());
    return users.isEmpty()
        ? answers.change(access, new Change.RemoveSecret(workspace, name))
        : complete(
            Json.problem(
                409,
                "secret-in-use",
                "The secret is in use",
                "it is named by " + String.join(", ", users) + "; change their documents first"));
  }
}
