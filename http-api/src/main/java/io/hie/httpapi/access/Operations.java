package io.hie.httpapi.access;

import static io.hie.configuration.directory.Permission.ADMINISTER;
import static io.hie.configuration.directory.Permission.EDIT;
import static io.hie.configuration.directory.Permission.OPERATE;
import static io.hie.configuration.directory.Permission.PATIENT_DATA;
import static io.hie.configuration.directory.Permission.PLATFORM;
import static io.hie.configuration.directory.Permission.VIEW;

import io.hie.configuration.directory.Permission;
import io.hie.httpapi.access.Operation.Audit;
import io.hie.httpapi.access.Operation.Where;
import io.hie.httpapi.access.Operation.Who;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that can be called under {@code /api/v1}. A route that is not listed here is not
 * reached: whoever adds one says here what it needs.
 */
public final class Operations {
  private static final String ONE_PRODUCTION = "/productions/{workspace}/{project}";
  private static final String ONE_HISTORY = "/histories/{workspace}/{project}/{hash}";
  private static final String ONE_LETTER = "/dead-letters/{workspace}/{project}/{hash}/{event}";

  /** In the order in which people read of them. */
  public static final List<Operation> ALL =
      List.of(
          anybody("openapi.read", "GET", "/openapi.json", "This description"),
          // sessions
          anybody("sessions.begin", "POST", "/sessions", "Log in with name and password"),
          anybody("sessions.refresh", "POST", "/sessions/refresh", "Go on with a session"),
          oneself("sessions.list", "GET", "/sessions", "Sessions that are open"),
          oneself("sessions.end", "DELETE", "/sessions/{session}", "End a session"),
          anybody("sso.read", "GET", "/sso", "Where to log in at a provider"),
          anybody("sso.login", "GET", "/sso/login", "Go to the provider to log in"),
          anybody("sso.callback", "GET", "/sso/callback", "Come back from the provider"),
          anybody("sso.fetch", "POST", "/sso/sessions", "Fetch a session for a command"),
          oneself("me.read", "GET", "/me", "Who calls, and what they may"),
          oneself("me.password", "PUT", "/me/password", "Change one's own password"),
          // tokens
          oneself("tokens.list", "GET", "/tokens", "API tokens"),
          oneself("tokens.issue", "POST", "/tokens", "Issue an API token"),
          oneself("tokens.revoke", "DELETE", "/tokens/{token}", "Revoke an API token"),
          // users
          platform("users.list", "GET", "/users", "All users"),
          platform("users.add", "POST", "/users", "Add a user"),
          platform("users.read", "GET", "/users/{user}", "One user"),
          platform("users.change", "PUT", "/users/{user}", "Change a user"),
          platform("users.remove", "DELETE", "/users/{user}", "Remove a user"),
          platform("users.password", "PUT", "/users/{user}/password", "Set a user's password"),
          platform("users.grant", "PUT", "/users/{user}/grants/{role}", "Give a role everywhere"),
          platform(
              "users.withdraw",
              "DELETE",
              "/users/{user}/grants/{role}",
              "Take back a role that was given everywhere"),
          // workspaces
          filtered("workspaces.list", "GET", "/workspaces", VIEW, "The caller's workspaces"),
          platform("workspaces.add", "POST", "/workspaces", "Add a workspace"),
          in("workspaces.read", "GET", "/workspaces/{workspace}", VIEW, "One workspace"),
          in("workspaces.change", "PUT", "/workspaces/{workspace}", ADMINISTER, "Describe it"),
          platform("workspaces.remove", "DELETE", "/workspaces/{workspace}", "Remove a workspace"),
          in(
              "members.list",
              "GET",
              "/workspaces/{workspace}/members",
              ADMINISTER,
              "Who has which role in a workspace"),
          in(
              "members.grant",
              "PUT",
              "/workspaces/{workspace}/members/{user}/{role}",
              ADMINISTER,
              "Give a role in a workspace"),
          in(
              "members.withdraw",
              "DELETE",
              "/workspaces/{workspace}/members/{user}/{role}",
              ADMINISTER,
              "Take back a role in a workspace"),
          // secrets
          in(
              "secrets.list",
              "GET",
              "/workspaces/{workspace}/secrets",
              VIEW,
              "The names of secrets, and the items that use them"),
          in(
              "secrets.set",
              "PUT",
              "/workspaces/{workspace}/secrets/{secret}",
              ADMINISTER,
              "Set a secret"),
          in(
              "secrets.remove",
              "DELETE",
              "/workspaces/{workspace}/secrets/{secret}",
              ADMINISTER,
              "Remove a secret that is not used"),
          // quotas
          in("quotas.read", "GET", "/workspaces/{workspace}/quotas", VIEW, "Quotas and their use"),
          in("quotas.set", "PUT", "/workspaces/{workspace}/quotas", PLATFORM, "Set all quotas"),
          in(
              "workspaces.usage",
              "GET",
              "/workspaces/{workspace}/usage",
              VIEW,
              "What a workspace took in, by day or month"),
          platform("usage.read", "GET", "/usage", "What all workspaces took in, by day or month"),
          // messages
          in(
              "messages.search",
              "GET",
              "/workspaces/{workspace}/messages",
              VIEW,
              "Find messages, newest first"),
          read(
              "messages.read",
              "/workspaces/{workspace}/messages/{message}",
              "A message with all that became of it, and its bodies"),
          in(
              "live.events",
              "GET",
              "/workspaces/{workspace}/events",
              VIEW,
              "What happens in a workspace, as server-sent events"),
          platform("search.progress", "GET", "/search", "How far the search index is"),
          new Operation(
              "search.rebuild",
              "POST",
              "/search/rebuild",
              Who.PERMITTED,
              PLATFORM,
              Where.NONE,
              Audit.CALL,
              "Make the search index again from the log"),
          // audit
          platform("audit.read", "GET", "/audit", "The audit trail, newest first"),
          in(
              "workspaces.audit",
              "GET",
              "/workspaces/{workspace}/audit",
              ADMINISTER,
              "The audit trail of a workspace, newest first"),
          // the cluster
          platform("cluster.read", "GET", "/cluster", "The nodes of the cluster and their shards"),
          platform("cluster.invitation", "GET", "/cluster/invitation", "How a node joins"),
          operated("cluster.rebalance", "/cluster/rebalance", "Move shards to where they belong"),
          operated("cluster.drain", "/cluster/nodes/{node}/drain", "Have a node leave and end"),
          operated("cluster.down", "/cluster/nodes/{node}/down", "Remove a node that is dead"),
          // productions
          filtered("status.read", "GET", "/status", VIEW, "How every item is"),
          filtered("item-types.list", "GET", "/item-types", VIEW, "What items there are"),
          filtered("item-types.read", "GET", "/item-types/{type}", VIEW, "One type of item"),
          content("productions.plan", "/plans", EDIT, Audit.NONE, "Say what a document would do"),
          content(
              "productions.apply", "/productions", EDIT, Audit.CALL, "Put a document into effect"),
          in(
              "productions.document",
              "GET",
              ONE_PRODUCTION + "/document",
              VIEW,
              "The document of a version, as written"),
          audited(
              "productions.change",
              "PUT",
              ONE_PRODUCTION + "/document",
              EDIT,
              "Put a document into effect in place of a version"),
          in(
              "productions.versions",
              "GET",
              ONE_PRODUCTION + "/versions",
              VIEW,
              "The versions of a production, and how its items are to be"),
          in(
              "productions.diff",
              "GET",
              ONE_PRODUCTION + "/diff",
              VIEW,
              "What differs between two versions, by item"),
          audited("productions.remove", "DELETE", ONE_PRODUCTION, EDIT, "Take a production out"),
          audited(
              "productions.rollback",
              "POST",
              ONE_PRODUCTION + "/rollback",
              EDIT,
              "Put the document of an earlier version into effect"),
          audited(
              "productions.operate",
              "POST",
              ONE_PRODUCTION + "/actions/{action}",
              OPERATE,
              "Start, stop, pause, resume, drain or restart all items"),
          audited(
              "items.test-connection",
              "POST",
              ONE_PRODUCTION + "/items/{item}/test-connection",
              OPERATE,
              "Look whether the outside of an item can be worked with"),
          audited(
              "items.operate",
              "POST",
              ONE_PRODUCTION + "/items/{item}/{action}",
              OPERATE,
              "Start, stop, pause, resume, drain or restart an item"),
          // histories
          content(
              "histories.lookup",
              "/histories/lookup",
              PATIENT_DATA,
              Audit.READ_WITH_REASON,
              "The id of the history of a key"),
          read("histories.events", ONE_HISTORY + "/events", "Events of a history"),
          read("histories.stream", ONE_HISTORY + "/events.ndjson", "All events, one a line"),
          read("histories.state", ONE_HISTORY + "/state", "What is open in a history"),
          read(
              "histories.lineage",
              ONE_HISTORY + "/messages/{message}",
              "What became of one message"),
          audited(
              "histories.erase",
              "POST",
              ONE_HISTORY + "/erasure",
              ADMINISTER,
              "Make the contents of a history unreadable for good"),
          // dead letters
          new Operation(
              "dead-letters.list",
              "GET",
              "/dead-letters",
              Who.PERMITTED,
              VIEW,
              Where.QUERY,
              Audit.NONE,
              "What was set aside"),
          read("dead-letters.read", ONE_LETTER, "A dead letter with its bytes"),
          audited(
              "dead-letters.resubmit", "POST", ONE_LETTER + "/resubmit", OPERATE, "Send it again"),
          audited("dead-letters.discard", "POST", ONE_LETTER + "/discard", OPERATE, "Let it go"),
          // replays
          filtered("replays.list", "GET", "/replays", VIEW, "Replays"),
          content("replays.plan", "/replays/plan", OPERATE, Audit.NONE, "Say what would be sent"),
          content("replays.begin", "/replays", OPERATE, Audit.CALL, "Begin a replay"),
          ofReplay("replays.read", "GET", "", VIEW, Audit.NONE, "One replay"),
          ofReplay(
              "replays.records",
              "GET",
              "/records",
              PATIENT_DATA,
              Audit.READ_WITH_REASON,
              "What the sandbox recorded, one a line"),
          ofReplay("replays.pause", "POST", "/pause", OPERATE, Audit.CALL, "Pause a replay"),
          ofReplay("replays.resume", "POST", "/resume", OPERATE, Audit.CALL, "Resume a replay"),
          ofReplay("replays.cancel", "POST", "/cancel", OPERATE, Audit.CALL, "Cancel a replay"));

  /** By how many segments a path has, since every call looks its operation up. */
  private static final Map<Integer, List<Operation>> BY_LENGTH =
      ALL.stream().collect(Collectors.groupingBy(Operation::length));

  /**
   * An operation with the values of the names in its path.
   *
   * @param path by name, decoded
   */
  public record Found(Operation operation, Map<String, String> path) {}

  private Operations() {}

  /** The operation of a method and the segments behind {@code /api/v1}, decoded. */
  public static Optional<Found> find(String method, List<String> segments) {
    for (Operation each : BY_LENGTH.getOrDefault(segments.size(), List.of())) {
      if (each.method().equals(method)) {
        Optional<Map<String, String>> values = each.match(segments);
        if (values.isPresent()) {
          return Optional.of(new Found(each, values.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** The methods that a path can be called with; empty if there is no such path. */
  public static List<String> methods(List<String> segments) {
    return ALL.stream()
        .filter(each -> each.match(segments).isPresent())
        .map(Operation::method)
        .distinct()
        .toList();
  }

  private static Operation anybody(String id, String method, String path, String summary) {
    return new Operation(id, method, path, Who.ANYBODY, null, Where.NONE, Audit.NONE, summary);
  }

  private static Operation oneself(String id, String method, String path, String summary) {
    return new Operation(id, method, path, Who.ONESELF, null, Where.NONE, Audit.NONE, summary);
  }

  private static Operation platform(String id, String method, String path, String summary) {
    return new Operation(
        id, method, path, Who.PERMITTED, PLATFORM, Where.NONE, Audit.NONE, summary);
  }

  private static Operation operated(String id, String path, String summary) {
    return new Operation(
        id, "POST", path, Who.PERMITTED, PLATFORM, Where.NONE, Audit.CALL, summary);
  }

  private static Operation in(
      String id, String method, String path, Permission need, String summary) {
    return new Operation(id, method, path, Who.PERMITTED, need, Where.PATH, Audit.NONE, summary);
  }

  private static Operation audited(
      String id, String method, String path, Permission need, String summary) {
    return new Operation(id, method, path, Who.PERMITTED, need, Where.PATH, Audit.CALL, summary);
  }

  private static Operation read(String id, String path, String summary) {
    return new Operation(
        id, "GET", path, Who.PERMITTED, PATIENT_DATA, Where.PATH, Audit.READ_WITH_REASON, summary);
  }

  private static Operation filtered(
      String id, String method, String path, Permission need, String summary) {
    return new Operation(
        id, method, path, Who.PERMITTED, need, Where.FILTERED, Audit.NONE, summary);
  }

  private static Operation content(
      String id, String path, Permission need, Audit audit, String summary) {
    return new Operation(id, "POST", path, Who.PERMITTED, need, Where.CONTENT, audit, summary);
  }

  private static Operation ofReplay(
      String id, String method, String behind, Permission need, Audit audit, String summary) {
    return new Operation(
        id,
        method,
        "/replays/{replay}" + behind,
        Who.PERMITTED,
        need,
        Where.CONTENT,
        audit,
        summary);
  }
}
