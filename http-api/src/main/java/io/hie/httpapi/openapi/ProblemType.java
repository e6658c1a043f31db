package io.hie.httpapi.openapi;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that a caller can be told instead of an answer. The name of one is its {@code type}
 * and does not change; its detail is for people and may.
 */
public enum ProblemType {
  // what every operation may say
  BAD_REQUEST(400, "Not understood", "/name is needed: a text of 1 to 100 characters"),
  BAD_QUERY(400, "Not a query", "limit is a number from 1 to 500"),
  BAD_REASON(400, "Too long a reason", "a reason or comment has at most 500 characters"),
  PATIENT_NUMBER(
      400,
      "A patient's number where none belongs",
      "a path holds names and ids, and what a path holds is written down"),
  BAD_IDEMPOTENCY_KEY(
      400, "Not an idempotency key", "Idempotency-Key has 1 to 64 letters, digits and . _ -"),
  BAD_VERSION(400, "Not a version", "If-Match is an ETag of ours, or *"),
  REASON_REQUIRED(400, "Why?", "say why you look at patients' data, in the header X-Reason"),
  WHICH_WORKSPACE(400, "Which workspace?", "say ?workspace=NAME"),
  UNAUTHORIZED(401, "Unauthorized", "send a token as 'Authorization: Bearer TOKEN'"),
  FORBIDDEN(403, "Not allowed", "anna may not do this; it takes the role editor"),
  CSRF(
      403,
      "Not sent by a page of ours",
      "with a cookie, send the value of the cookie hie_csrf in the header X-CSRF-Token"),
  NO_SUCH_RESOURCE(404, "Nothing is here", "the API has no such path"),
  METHOD_NOT_ALLOWED(405, "Not this method", "DELETE cannot be done here, but GET"),
  UNDER_WAY(409, "It is under way", "a request with this key is being done; ask again in a second"),
  OTHER_VERSION(412, "It was changed meanwhile", "look at it again and repeat"),
  TOO_LARGE(413, "Too large", "a body has at most 1 MiB, and a production document 10 MiB"),
  IDEMPOTENCY_KEY_USED(409, "The idempotency key was used", "take a fresh key for another request"),
  IF_MATCH_REQUIRED(428, "Which version?", "send the ETag of what you have seen as If-Match"),
  INTERNAL(500, "Internal error", "the node's log has more under this request's id"),
  CONFIGURATION_UNAVAILABLE(
      503, "The configuration store does not answer", "look at its database, and try again"),
  KEY_UNAVAILABLE(503, "A key is not there", "the file of the workspace's keys cannot be read"),

  // sessions, users, tokens, workspaces
  LOGIN_FAILED(401, "Not logged in", "user or password are not right, or the account is locked"),
  PASSWORD_EXPIRED(401, "The password has expired", "log in with newPassword as well"),
  SESSION_OVER(401, "The session is over", "log in again with name and password"),
  TOO_MANY_LOGINS(429, "Too many logins at once", "try again in a second"),
  NO_SESSION(404, "No such session", "there is no session s1"),
  NO_TOKEN(404, "No such token", "there is no token t1"),
  TOKEN_ISSUED(409, "The token was issued", "its secret is shown only once: revoke it"),
  TOO_MANY_TOKENS(409, "Too many tokens", "a user may have 100 tokens; revoke one"),
  BAD_NAME(400, "Not a name", "a name has 1 to 100 letters, digits and . _ @ -"),
  BAD_GRANT(400, "Not a grant", "platform-admin is a role everywhere"),
  NO_USER(404, "No such user", "there is no user anna"),
  NO_ROLE(404, "No such role", "did you mean \"viewer\"?"),
  NO_GRANT(404, "No such grant", "anna is not viewer in royal-hospital"),
  USER_EXISTS(409, "The user is there", "anna is there already"),
  TOO_MANY_USERS(409, "Too many users", "there may be 10000 users; remove one"),
  LAST_ADMIN(409, "The last platform administrator", "make another one first"),
  OWN_GRANT(409, "Not for oneself", "nobody gives roles to themselves; ask another"),
  NO_WORKSPACE(404, "No such workspace", "there is no workspace royal-hospital"),
  WORKSPACE_EXISTS(409, "The workspace is there", "royal-hospital is there already"),
  WORKSPACE_IN_USE(409, "The workspace is in use", "productions run in it: ADT"),
  TOO_MANY_WORKSPACES(409, "Too many workspaces", "there may be 1000 workspaces; remove one"),

  // logging in at a provider
  NO_SSO(404, "No provider", "nobody logs in at a provider here; log in with name and password"),
  SSO_STATE(400, "Not this login", "this login was not begun by this browser; begin again"),
  SSO_REFUSED(401, "Not logged in", "the provider let nobody in (access_denied); begin again"),
  SSO_NO_ROLE(403, "No role here", "none of the groups that the provider tells has a role here"),
  SSO_NAME_TAKEN(409, "The name is taken", "another account has the name anna"),
  SSO_UNAVAILABLE(
      503, "The provider does not answer", "local accounts can log in meanwhile; try again"),

  // secrets
  NO_SECRET(404, "No such secret", "there is no secret pas-password"),
  SECRET_IN_USE(409, "The secret is in use", "change the documents that name it first"),
  SECRET_MISFIT(409, "The secret does not fit", "Port is a number; nothing was changed"),
  TOO_MANY_SECRETS(409, "Too many secrets", "remove one that is not used"),

  // search and live events
  SEARCH_UNAVAILABLE(503, "Search does not answer", "look at its database, and try again"),
  TOO_MANY_STREAMS(429, "Too many streams", "close those that are not looked at"),

  // the cluster
  NO_SUCH_NODE(404, "No such node", "the cluster has no node 10.0.0.7:17355"),
  HAS_THE_LOG(409, "Not done", "it would do harm; say force to do it nevertheless"),
  NODE_REACHABLE(409, "Not done", "it would do harm; say force to do it nevertheless"),
  NODE_SILENT(409, "Not done", "it would do harm; say force to do it nevertheless"),
  ONLY_NODE(409, "Not done", "it would do harm; say force to do it nevertheless"),

  // productions
  QUOTA_EXCEEDED(409, "More than the quota allows", "the workspace may have 100 items"),
  TOO_MANY_TESTS(429, "Too many looks at once", "try again in a few seconds"),
  DOCUMENT_REFUSED(422, "The document is refused", "nothing was changed; mend what is listed"),
  NO_PRODUCTION(404, "No such production", "no production royal-hospital/ADT is known"),
  NO_VERSION(404, "No such version", "ADT has no version 7"),
  NO_ITEM(404, "No such item", "ADT has no item PAS_In"),
  NO_ACTION(404, "No such action", "did you mean \"start\"?"),
  NO_ITEM_TYPE(404, "No such item type", "did you mean \"hl7.mllp.service\"?"),
  OTHER_PRODUCTION(409, "Another production", "put the document where its names say"),
  CHANGE_UNDER_WAY(409, "Another change is under way", "try again when it is done"),
  CHANGED_MEANWHILE(409, "Changed meanwhile", "look what is on record, and try again"),
  CHANGE_UNDONE(409, "The change was undone", "port 2575 is in use; version 3 runs as before"),
  NOT_NOW(409, "Not while messages are open", "stop the services and let everything finish"),
  NOT_DONE(409, "Not done yet", "the item did not stop within 10 s"),
  ITEM_DISABLED(409, "The item is disabled", "set enabled to true and apply the document"),
  ITEM_STOPPED(409, "The item is stopped", "start it"),
  NOT_WRITTEN(503, "Not written down", "the log did not take it; try again"),

  // histories, dead letters, replays
  WHICH_PRODUCTION(400, "Which production?", "say workspace and project"),
  BAD_KEY(400, "Not a key", "a key is an NHS number, or local:AUTHORITY:ID"),
  NO_HISTORY(404, "No history", "nothing was ever accepted for this key"),
  NO_MESSAGE(404, "No message", "this history had no message of that number or id by then"),
  STILL_OPEN(409, "Not all has ended", "wait until it has, or erase with force"),
  NOT_ERASED(503, "Not erased yet", "the key could not be destroyed; try again"),
  NO_DEAD_LETTER(404, "No dead letter", "there is none of that name, or none any more"),
  REFUSED(409, "Not possible now", "its item is not part of the production any more"),
  NOT_STORED(503, "Not stored", "the log did not take it; try again"),
  NO_REPLAY(404, "No replay", "there is none of that id"),
  REPLAY_REFUSED(409, "Not possible", "no production ADT of workspace royal-hospital runs");

  private final int status;
  private final String title;
  private final String example;

  ProblemType(int status, String title, String example) {
    this.status = status;
    this.title = title;
    this.example = example;
  }

  /** As it stands behind {@code /problems/}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of a word. */
  public static Optional<ProblemType> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** The status that it usually comes with. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** A detail that it may come with. */
  public String example() {
    return example;
  }
}
