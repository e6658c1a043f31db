package io.hie.httpapi;

import io.hie.configuration.directory.Permission;
import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.Any;
import io.hie.httpapi.openapi.Contract.MayBeEmpty;
import io.hie.httpapi.openapi.Contract.Of;
import io.hie.httpapi.openapi.Contract.Page;
import io.hie.httpapi.openapi.Contract.Shape;
import io.hie.httpapi.openapi.Contract.Version;
import io.hie.httpapi.openapi.Field;
import io.hie.httpapi.openapi.ProblemType;
import java.util.Arrays;
import java.util.List;

/** Sessions, oneself, tokens and users. */
final class AccountContracts {
  static final int MOST_NAME = 100;
  static final int MOST_SECRET = 200;

  /** Length is all that is asked of a password, as NIST SP 800-63B advises. */
  static final int LEAST_PASSWORD = 12;

  static final int MOST_WORKSPACES = 100;

  private static final Field NEW_PASSWORD =
      Field.text(
          "newPassword",
          LEAST_PASSWORD,
          MOST_SECRET,
          "The password from now on.",
          "another long enough one");
  private static final Field FRESH_PASSWORD =
      Field.text("password", LEAST_PASSWORD, MOST_SECRET, "The password.", "a long enough password")
          .needed();
  private static final Field DISPLAY_NAME =
      Field.text("displayName", 0, MOST_NAME, "For people; the name if absent.", "Anna Example");
  private static final Field DISABLED = Field.flag("disabled", "Whether nobody can log in as it.");
  private static final Field EXPIRES =
      Field.time("expires", "After which nobody can log in as it; never if absent.");

  private static Field password(String description) {
    return Field.text("password", 1, MOST_SECRET, description, "a long enough password").needed();
  }

  /** A name of a user or a workspace. */
  static Field name(String of, String example) {
    return Field.text("name", 1, MOST_NAME, "Name of the " + of + ", which stays.", example)
        .needed();
  }

  static final Shape LOGIN =
      Shape.of(
          Field.text("user", 1, MOST_NAME, "Name of the user.", "anna").needed(),
          password("The password."),
          NEW_PASSWORD,
          Field.flag("cookies", "Whether the tokens come as cookies, for a page."));
  static final Shape REFRESH =
      Shape.of(
          Field.text(
                  "refreshToken",
                  1,
                  MOST_SECRET,
                  "From the login or the last refresh; good once.",
                  "s1.secret")
              .needed());
  static final Shape OWN_PASSWORD =
      Shape.of(password("The present password."), NEW_PASSWORD.needed());
  static final Shape TOKEN =
      Shape.of(
          name("token", "nightly"),
          Field.text("user", 1, MOST_NAME, "For whom it acts; oneself if absent.", "anna"),
          Field.texts(
                  "scopes",
                  Permission.values().length,
                  Arrays.stream(Permission.values()).map(TokenRoutes::word).toList(),
                  "What it may do, if its user may.",
                  List.of("view"))
              .needed(),
          Field.texts(
              "workspaces",
              MOST_WORKSPACES,
              List.of(),
              "Where it may; in every one of its user's if absent.",
              List.of("royal-hospital")),
          Field.time("expires", "In 90 days if absent, in 400 at the latest."));
  static final Shape USER =
      Shape.of(name("user", "anna"), DISPLAY_NAME, FRESH_PASSWORD, DISABLED, EXPIRES);
  static final Shape USER_CHANGE = Shape.of(DISPLAY_NAME, DISABLED, EXPIRES);
  static final Shape PASSWORD = Shape.of(FRESH_PASSWORD);

  static final List<Contract> ALL =
      List.of(
          Contract.of("openapi.read").answers(200, "The document.", new Any()),
          Contract.of("sessions.begin")
              .note("Five failures lock an account for a while.")
              .body(LOGIN)
              .answers(201, "Logged in.", new Of(LoginAnswers.LoginJson.class))
              .problems(
                  ProblemType.LOGIN_FAILED,
                  ProblemType.PASSWORD_EXPIRED,
                  ProblemType.TOO_MANY_LOGINS),
          Contract.of("sessions.refresh")
              .note("With cookies the body is empty. A refresh token is good once.")
              .body(new MayBeEmpty(REFRESH))
              .answers(200, "It goes on.", new Of(LoginAnswers.LoginJson.class))
              .problems(ProblemType.SESSION_OVER, ProblemType.CSRF),
          Contract.of("sessions.list")
              .query(CommonFields.LIMIT, CommonFields.AFTER)
              .answers(
                  200,
                  "One's own; all of them for an administrator of the platform.",
                  new Page("sessions", SessionRoutes.SessionJson.class)),
          Contract.of("sessions.end").done("It is over.").problems(ProblemType.NO_SESSION),
          Contract.of("me.read").answers(200, "The caller.", new Of(SessionRoutes.MeJson.class)),
          Contract.of("me.password")
              .note("Ends all of one's sessions.")
              .body(OWN_PASSWORD)
              .done("It is set.")
              .problems(ProblemType.LOGIN_FAILED, ProblemType.TOO_MANY_LOGINS, ProblemType.NO_USER),
          Contract.of("tokens.list")
              .query(CommonFields.LIMIT, CommonFields.AFTER)
              .answers(
                  200,
                  "One's own; all of them for an administrator of the platform.",
                  new Page("tokens", TokenRoutes.TokenJson.class)),
          Contract.of("tokens.issue")
              .note("The secret is shown once, and not again for a repeated request.")
              .body(TOKEN)
              .answers(201, "Issued.", new Of(TokenRoutes.TokenJson.class), "Location")
              .problems(ProblemType.NO_USER, ProblemType.TOKEN_ISSUED, ProblemType.TOO_MANY_TOKENS)
              .creating(),
          Contract.of("tokens.revoke").done("It is revoked.").problems(ProblemType.NO_TOKEN),
          Contract.of("users.list")
              .query(CommonFields.LIMIT, CommonFields.AFTER)
              .answers(200, "By name.", new Page("users", UserRoutes.UserJson.class)),
          Contract.of("users.add")
              .body(USER)
              .answers(201, "Added.", new Of(UserRoutes.UserJson.class), "ETag", "Location")
              .problems(
                  ProblemType.BAD_NAME,
                  ProblemType.USER_EXISTS,
                  ProblemType.TOO_MANY_USERS,
                  ProblemType.TOO_MANY_LOGINS)
              .creating(),
          Contract.of("users.read")
              .answers(200, "The user.", new Of(UserRoutes.UserJson.class), "ETag")
              .problems(ProblemType.NO_USER),
          Contract.of("users.change")
              .note("What is left out is as if the user had been added without it.")
              .body(USER_CHANGE)
              .answers(200, "Changed.", new Of(UserRoutes.UserJson.class), "ETag")
              .problems(ProblemType.NO_USER, ProblemType.LAST_ADMIN)
              .version(Version.REQUIRED),
          Contract.of("users.remove")
              .done("Removed, with tokens and sessions.")
              .problems(ProblemType.NO_USER, ProblemType.LAST_ADMIN)
              .version(Version.REQUIRED),
          Contract.of("users.password")
              .note("Ends all sessions of the user, and opens a lock.")
              .body(PASSWORD)
              .done("It is set.")
              .problems(ProblemType.NO_USER, ProblemType.TOO_MANY_LOGINS),
          role("users.grant", "Given, or had before.").problems(ProblemType.OWN_GRANT),
          role("users.withdraw", "Taken back.")
              .problems(ProblemType.NO_GRANT, ProblemType.LAST_ADMIN));

  private AccountContracts() {}

  /**
   * A role that is given or taken back. Two who do so at once do not undo each other's, so nobody
   * must say a version.
   */
  static Contract role(String id, String done) {
    return Contract.of(id)
        .answers(200, done, new Of(UserRoutes.UserJson.class), "ETag")
        .problems(
            ProblemType.NO_USER,
            ProblemType.NO_ROLE,
            ProblemType.BAD_GRANT,
            ProblemType.NO_WORKSPACE)
        .version(Version.TAKEN);
  }
}
