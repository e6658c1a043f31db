package io.hie.httpapi;

import io.hie.configuration.Configuration;
import io.hie.configuration.directory.Change;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Origin;
import io.hie.configuration.directory.Permission;
import io.hie.httpapi.access.Caller;
import io.hie.httpapi.access.Operation;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * One call: who makes it, what it is, and why. {@link Gate} has seen that the caller may call the
 * operation at all; where only the contents of a call tell its workspace, the route asks {@link
 * #enter}.
 */
final class Access extends AllDirectives {
  static final AttributeKey<Access> KEY = AttributeKey.create("hie-access", Access.class);

  private final Configuration configuration;
  private final Clock clock;
  private final Caller caller;
  private final Operation operation;
  private final Call call;

  /**
   * Where a call came from.
   *
   * @param from the address; empty if none is known
   * @param reason why, as the caller says; empty if that was not said
   * @param seen the version that the caller has seen; null if any may be the present one
   * @param target the path, made fit for the audit trail by {@link Loggable}
   */
  record Call(
      String from,
      String reason,
      String request,
      @Nullable String idempotencyKey,
      @Nullable Long seen,
      String target) {}

  Access(Configuration configuration, Clock clock, Caller caller, Operation operation, Call call) {
    this.configuration = configuration;
    this.clock = clock;
    this.caller = caller;
    this.operation = operation;
    this.call = call;
  }

  Caller caller() {
    return caller;
  }

  /** Whether the caller may do this operation in a workspace. */
  boolean allows(String workspace) {
    Permission need = operation.need();
    return need == null || caller.may(need, workspace);
  }

  /**
   * Lets the caller in if the operation is allowed in a workspace, and writes down that it is
   * called where that is to be written down; what is not written is not done.
   */
  Route enter(String workspace, Supplier<Route> inner) {
    if (!allows(workspace)) {
      return complete(forbidden(workspace));
    }
    boolean toRead = operation.audit() == Operation.Audit.READ_WITH_REASON;
    if (toRead && call.reason().isEmpty() && !(caller instanceof Caller.NodeToken)) {
      return complete(
          Json.problem(
              400,
              "reason-required",
              "Why?",
              "say why you look at patients' data, in the header X-Reason or as ?reason=, in words"
                  + " without patient data; it is kept in the audit trail (hie: --reason)"));
    }
    if (operation.audit() == Operation.Audit.NONE) {
      return inner.get();
    }
    return onSuccess(
        configuration.change(
            new Change.NoteAccess(
                operation.id(),
                workspace.equals(Grant.EVERYWHERE) ? "" : Loggable.name(workspace),
                call.target()),
            origin()),
        written -> inner.get());
  }

  HttpResponse forbidden(String workspace) {
    Permission need = operation.need();
    return Json.problem(
        403,
        "forbidden",
        "Not allowed",
        caller.who()
            + " may not do this"
            + (workspace.equals(Grant.EVERYWHERE) ? "" : " in the workspace " + workspace)
            + (need == null ? "" : "; it takes " + Needs.roles(need)));
  }

  /** Whether something about a user may be seen or changed: by that user, or an administrator. */
  boolean allowsAbout(String user) {
    return caller.may(Permission.PLATFORM, Grant.EVERYWHERE)
        || (caller instanceof Caller.Person person && person.user().name().equals(user));
  }

  /** The version that the caller has seen; null if any may be the present one. */
  @Nullable Long seen() {
    return call.seen();
  }

  /** The caller's name for this request, no other caller's; null if there is none. */
  @Nullable String repeatable() {
    return call.idempotencyKey() == null
        ? null
        : caller.who() + " " + operation.id() + " " + call.idempotencyKey();
  }

  /** Why, as the caller says; may be empty. */
  String reason() {
    return call.reason();
  }

  /** For a change that goes along with another. */
  Origin originWithoutKey() {
    return new Origin(
        clock.instant(), caller.who(), call.from(), call.reason(), call.request(), null);
  }

  /** For a change of the configuration. */
  Origin origin() {
    return originOf(caller.who());
  }

  /** The same for somebody who is not known yet. */
  Origin originOf(String who) {
    return new Origin(
        clock.instant(), who, call.from(), call.reason(), call.request(), call.idempotencyKey());
  }

  /** The same, with a comment of the node's own. */
  Origin originOf(String who, String comment) {
    return new Origin(clock.instant(), who, call.from(), comment, call.request(), null);
  }

  /**
   * Who is to stand in a history: the caller; only the holder of the node's token, who may be
   * anybody, says so.
   */
  String who(String said) {
    return caller instanceof Caller.NodeToken
        ? said.isBlank() ? "the holder of the node's token" : said
        : caller.who();
  }
}
