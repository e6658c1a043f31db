package io.hie.httpapi;

import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.Contract.Of;
import io.hie.httpapi.openapi.Contract.Shape;
import io.hie.httpapi.openapi.Field;
import io.hie.httpapi.openapi.ProblemType;
import java.util.List;

/** Logging in at an identity provider. */
final class SsoContracts {
  private static final int MOST_CODE = 4_000;
  private static final int MOST_TEXT = 2_000;

  static final Shape REDEEM =
      Shape.of(
          Field.text(
                  "code", 1, MOST_CODE, "From the address that the command was called at.", "e30.x")
              .needed(),
          Field.text("verifier", 43, 128, "What the challenge is the SHA-256 of.", "v".repeat(43))
              .needed());

  static final List<Contract> ALL =
      List.of(
          Contract.of("sso.read")
              .answers(
                  200,
                  "Whether there is a provider, and where to log in and out.",
                  new Of(SsoRoutes.SsoJson.class)),
          Contract.of("sso.login")
              .note("For a browser; the command says where it listens.")
              .query(
                  Field.text("next", 1, 500, "The path to go to afterwards; / if absent.", "/"),
                  Field.integer("port", 1_024, 65_535, "Where a command listens.", 40_001L),
                  Field.text(
                      "challenge",
                      43,
                      43,
                      "SHA-256 of the command's verifier, in base64url.",
                      "c".repeat(43)))
              .redirects("To the provider.")
              .problems(
                  ProblemType.NO_SSO, ProblemType.SSO_UNAVAILABLE, ProblemType.TOO_MANY_LOGINS),
          Contract.of("sso.callback")
              .note(
                  "Where the provider sends a browser back to. The session comes as cookies, as"
                      + " with a password; an account that is not there is made.")
              .query(
                  text("state", "What it was sent there with."),
                  text("code", "What the node gets tokens for."),
                  text("iss", "The provider."),
                  text("error", "Why nobody was let in."),
                  text("error_description", "The same for people."),
                  text("error_uri", "The same, as a page."),
                  text("session_state", "Not used."),
                  text("scope", "Not used."),
                  text("authuser", "Not used."),
                  text("hd", "Not used."),
                  text("prompt", "Not used."))
              .redirects("Logged in; to where the login was begun for.")
              .problems(
                  ProblemType.NO_SSO,
                  ProblemType.SSO_STATE,
                  ProblemType.SSO_REFUSED,
                  ProblemType.SSO_NO_ROLE,
                  ProblemType.SSO_NAME_TAKEN,
                  ProblemType.BAD_NAME,
                  ProblemType.TOO_MANY_USERS,
                  ProblemType.TOO_MANY_LOGINS,
                  ProblemType.SSO_UNAVAILABLE,
                  ProblemType.CONFIGURATION_UNAVAILABLE),
          Contract.of("sso.fetch")
              .note("A code is good once and for a minute.")
              .body(REDEEM)
              .answers(201, "The session of a command.", new Of(LoginAnswers.LoginJson.class))
              .problems(ProblemType.NO_SSO, ProblemType.SSO_REFUSED, ProblemType.SESSION_OVER));

  private SsoContracts() {}

  private static Field text(String name, String description) {
    return Field.text(name, 0, MOST_TEXT, description, "x");
  }
}
