package io.hie.httpapi;

import static io.hie.httpapi.ConfigurationAnswers.none;
import static io.hie.httpapi.ConfigurationAnswers.tagged;

import io.hie.actormodel.production.Nearest;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Directory;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Role;
import io.hie.configuration.directory.User;
import io.hie.httpapi.openapi.IsoTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/users}: accounts, and the roles that are given everywhere. */
final class UserRoutes extends AllDirectives {
  private final ConfigurationAnswers answers;
  private final Hashing hashing;

  UserRoutes(ConfigurationAnswers answers, Hashing hashing) {
    this.answers = answers;
    this.hashing = hashing;
  }

  /** A user; never with the password's hash. */
  record UserJson(
      String name,
      String displayName,
      boolean disabled,
      @IsoTime @Nullable String expires,
      boolean locked,
      List<GrantJson> grants,
      long revision) {

    static UserJson of(User user, java.time.Instant now) {
      return new UserJson(
          user.name(),
          user.displayName(),
          user.disabled(),
          user.expires() == null ? null : user.expires().toString(),
          user.isLocked(now),
          user.grants().stream()
              .map(each -> new GrantJson(each.role().word(), each.workspace()))
              .sorted(Comparator.comparing(GrantJson::workspace).thenComparing(GrantJson::role))
              .toList(),
          user.revision());
    }
  }

  /** A role in a workspace, {@code *} for every one. */
  record GrantJson(String role, String workspace) {}

  Route routes() {
    return pathPrefix(
        "users",
        () ->
            concat(
                pathEnd(() -> concat(get(this::list), post(() -> answers.access(this::add)))),
                pathPrefix(
                    PathMatchers.segment(), name -> answers.access(access -> one(access, name)))));
  }

  private Route list() {
    return answers.access(
        access ->
            answers.page(
                "users",
                answers.directory().users(),
                user -> UserJson.of(user, access.origin().at())));
  }

  private Route add(Access access) {
    return answers.body(
        text -> {
          Fields fields = Fields.of(text, AccountContracts.USER).check();
          String name = fields.text("name");
          String password = fields.text("password");
          User.Details details = details(fields, name);
          return hashing.hash(
              password,
              hash ->
                  answers.change(
                      access,
                      new Change.AddUser(name, details, hash),
                      made ->
                          shown(access, made.directory(), name, 201)
                              .addHeader(RawHeader.create("Location", "/api/v1/users/" + name))));
        });
  }

  private static User.Details details(Fields fields, String name) {
    String displayName = fields.textOrNull("displayName");
    return new User.Details(
        displayName == null ? name : displayName, fields.flag("disabled"), fields.time("expires"));
  }

  private Route one(Access access, String name) {
    return concat(
        pathEnd(
            () ->
                concat(
                    get(() -> complete(shown(access, answers.directory(), name, 200))),
                    put(() -> change(access, name, access.seen())),
                    delete(
                        () -> answers.change(access, new Change.RemoveUser(name, access.seen()))))),
        path("password", () -> put(() -> password(access, name))),
        path(
            PathMatchers.segment("grants").slash(PathMatchers.segment()),
            word ->
                concat(
                    put(() -> grant(access, name, word, Grant.EVERYWHERE)),
                    delete(() -> withdraw(access, name, word, Grant.EVERYWHERE)))));
  }

  private static HttpResponse shown(Access access, Directory directory, String name, int status) {
    User user = directory.user(name);
    return user == null
        ? none("user", name)
        : tagged(Json.answer(status, UserJson.of(user, access.origin().at())), user.revision());
  }

  private Route change(Access access, String name, @Nullable Long seen) {
    return answers.body(
        text -> {
          User.Details details =
              details(Fields.of(text, AccountContracts.USER_CHANGE).check(), name);
          return answers.change(
              access,
              new Change.ChangeUser(name, details, seen),
              made -> shown(access, made.directory(), name, 200));
        });
  }

  private Route password(Access access, String name) {
    return answers.body(
        text -> {
          String password = Fields.of(text, AccountContracts.PASSWORD).check().text("password");
          return hashing.hash(
              password, hash -> answers.change(access, new Change.SetPassword(name, hash)));
        });
  }

  /** Gives a role; the same when it was given before. */
  Route grant(Access access, String name, String word, String workspace) {
    return role(
        word,
        role ->
            answers.change(
                access,
                new Change.AddGrant(name, new Grant(role, workspace), access.seen()),
                made -> shown(access, made.directory(), name, 200)));
  }

  /** Takes a role back. */
  Route withdraw(Access access, String name, String word, String workspace) {
    return role(
        word,
        role ->
            answers.change(
                access,
                new Change.RemoveGrant(name, new Grant(role, workspace), access.seen()),
                made -> shown(access, made.directory(), name, 200)));
  }

  private Route role(String word, Function<Role, Route> inner) {
    Optional<Role> role = Role.of(word);
    return role.map(inner)
        .orElseGet(
            () ->
                complete(
                    Json.problem(
                        404, "no-role", "No such role", Nearest.hint(word, Role.words()))));
  }
}
