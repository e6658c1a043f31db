package io.hie.configuration.directory;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the events so far add up to. Immutable.
 *
 * @param revision number of the last event, from 1; 0 before any
 * @param repeatable what was made under which idempotency key, the newest {@link #MOST_REPEATABLE}
 */
public record Directory(
    long revision,
    Map<String, Workspace> workspaces,
    Map<String, User> users,
    Map<String, ApiToken> tokens,
    Map<String, Session> sessions,
    Map<String, String> repeatable)
    implements Stored {
  /** How many idempotency keys are remembered. */
  static final int MOST_REPEATABLE = 1_000;

  public Directory {
    workspaces = Collections.unmodifiableMap(workspaces);
    users = Collections.unmodifiableMap(users);
    tokens = Collections.unmodifiableMap(tokens);
    sessions = Collections.unmodifiableMap(sessions);
    repeatable = Collections.unmodifiableMap(repeatable);
  }

  /** Before anything was done. */
  public static Directory empty() {
    return new Directory(0, new TreeMap<>(), new TreeMap<>(), Map.of(), Map.of(), Map.of());
  }

  public @Nullable User user(String name) {
    return users.get(name);
  }

  /** The user whom an identity provider means; null if there is none. */
  @Nullable User userOf(String identity) {
    return users.values().stream()
        .filter(each -> identity.equals(each.identity()))
        .findFirst()
        .orElse(null);
  }

  /** Whether nobody was ever added. */
  @JsonIgnore
  public boolean isNew() {
    return users.isEmpty();
  }

  /** The next state; the event is number {@code revision + 1}. */
  public Directory apply(ConfigurationEvent event) {
    long now = revision + 1;
    return switch (event) {
      case ConfigurationEvent.WorkspaceAdded added ->
          at(now)
              .withWorkspace(
                  new Workspace(added.name(), added.description(), now, Map.of(), Quotas.NONE))
              .remembering(event, "workspace " + added.name());
      case ConfigurationEvent.WorkspaceDescribed described ->
          changingWorkspace(
              described.name(), there -> there.described(described.description(), now));
      case ConfigurationEvent.SecretSet set ->
          changingWorkspace(
              set.workspace(),
              there -> {
                Secret was = there.secrets().get(set.name());
                return there.with(
                    new Secret(
                        set.name(),
                        set.sealed(),
                        now,
                        set.origin().at(),
                        set.origin().who(),
                        was == null ? null : new Secret.Former(was.sealed(), was.revision())));
              });
      case ConfigurationEvent.SecretRemoved removed ->
          changingWorkspace(removed.workspace(), there -> there.without(removed.name()));
      case ConfigurationEvent.QuotasSet set ->
          changingWorkspace(set.workspace(), there -> there.with(set.quotas(), now));
      case ConfigurationEvent.WorkspaceRemoved removed -> at(now).withoutWorkspace(removed.name());
      case ConfigurationEvent.UserAdded added ->
          at(now)
              .withUser(
                  new User(
                      added.name(),
                      added.details().displayName(),
                      added.passwordHash(),
                      added.origin().at(),
                      added.details().disabled(),
                      added.details().expires(),
                      Set.of(),
                      0,
                      null,
                      now,
                      null))
              .remembering(event, "user " + added.name());
      case ConfigurationEvent.UserChanged changed ->
          changing(changed.name(), user -> user.with(changed.details(), now));
      case ConfigurationEvent.UserLinked linked ->
          changing(linked.name(), user -> user.withIdentity(linked.identity(), now));
      case ConfigurationEvent.UserRemoved removed -> at(now).withoutUser(removed.name());
      case ConfigurationEvent.PasswordSet set ->
          changing(
              set.user(), user -> user.withPassword(set.passwordHash(), set.origin().at(), now));
      case ConfigurationEvent.Granted granted ->
          changing(
              granted.user(),
              user -> {
                Set<Grant> more = new HashSet<>(user.grants());
                more.add(granted.grant());
                return user.withGrants(more, now);
              });
      case ConfigurationEvent.Withdrawn withdrawn ->
          changing(
              withdrawn.user(),
              user -> {
                Set<Grant> fewer = new HashSet<>(user.grants());
                fewer.remove(withdrawn.grant());
                return user.withGrants(fewer, now);
              });
      case ConfigurationEvent.TokenIssued issued ->
          at(now)
              .withTokens(
                  all ->
                      all.put(
                          issued.id(),
                          new ApiToken(
                              issued.id(),
                              issued.user(),
                              issued.name(),
                              issued.hash(),
                              issued.scopes(),
                              issued.workspaces(),
                              issued.origin().at(),
                              issued.expires())))
              .remembering(event, "token " + issued.id());
      case ConfigurationEvent.TokenRevoked revoked ->
          at(now).withTokens(all -> all.remove(revoked.id()));
      case ConfigurationEvent.LoggedIn in ->
          changing(in.user(), user -> user.withFailures(0, null))
              .withSessions(
                  all ->
                      all.put(
                          in.session(),
                          new Session(
                              in.session(),
                              in.user(),
                              in.refreshHash(),
                              in.origin().at(),
                              in.origin().at(),
                              in.expires())));
      case ConfigurationEvent.LoginFailed failed ->
          changing(
              failed.user(),
              user ->
                  user.withFailures(
                      failed.lockedUntil() == null ? user.failures() + 1 : 0,
                      failed.lockedUntil() == null ? user.lockedUntil() : failed.lockedUntil()));
      case ConfigurationEvent.SessionRefreshed refreshed ->
          at(now)
              .withSessions(
                  all ->
                      all.computeIfPresent(
                          refreshed.session(),
                          (id, session) ->
                              session.refreshed(refreshed.refreshHash(), refreshed.origin().at())));
      case ConfigurationEvent.SessionEnded ended ->
          at(now).withSessions(all -> all.remove(ended.session()));
      case ConfigurationEvent.Accessed accessed -> at(now);
    };
  }

  private Directory at(long now) {
    return new Directory(now, workspaces, users, tokens, sessions, repeatable);
  }

  private Directory changingWorkspace(String name, UnaryOperator<Workspace> change) {
    Workspace there = workspaces.get(name);
    Directory next = at(revision + 1);
    return there == null ? next : next.withWorkspace(change.apply(there));
  }

  private Directory changing(String name, UnaryOperator<User> change) {
    User user = users.get(name);
    Directory next = at(revision + 1);
    return user == null ? next : next.withUser(change.apply(user));
  }

  private Directory withUser(User user) {
    Map<String, User> all = new TreeMap<>(users);
    all.put(user.name(), user);
    return new Directory(revision, workspaces, all, tokens, sessions, repeatable);
  }

  /** With the user go tokens and sessions. */
  private Directory withoutUser(String name) {
    Map<String, User> all = new TreeMap<>(users);
    all.remove(name);
    return new Directory(revision, workspaces, all, tokens, sessions, repeatable)
        .withTokens(each -> each.values().removeIf(token -> token.user().equals(name)))
        .withSessions(each -> each.values().removeIf(session -> session.user().equals(name)));
  }

  private Directory withWorkspace(Workspace workspace) {
    Map<String, Workspace> all = new TreeMap<>(workspaces);
    all.put(workspace.name(), workspace);
    return new Directory(revision, all, users, tokens, sessions, repeatable);
  }

  /** With the workspace go the roles in it. */
  private Directory withoutWorkspace(String name) {
    Map<String, Workspace> all = new TreeMap<>(workspaces);
    all.remove(name);
    Map<String, User> people = new TreeMap<>(users);
    people.replaceAll(
        (key, user) -> {
          Set<Grant> rest = new HashSet<>(user.grants());
          return rest.removeIf(grant -> grant.workspace().equals(name))
              ? user.withGrants(rest, revision)
              : user;
        });
    return new Directory(revision, all, people, tokens, sessions, repeatable);
  }

  private Directory withTokens(Consumer<Map<String, ApiToken>> change) {
    Map<String, ApiToken> all = new HashMap<>(tokens);
    change.accept(all);
    return new Directory(revision, workspaces, users, all, sessions, repeatable);
  }

  private Directory withSessions(Consumer<Map<String, Session>> change) {
    Map<String, Session> all = new HashMap<>(sessions);
    change.accept(all);
    return new Directory(revision, workspaces, users, tokens, all, repeatable);
  }

  private Directory remembering(ConfigurationEvent event, String made) {
    String key = event.origin().idempotencyKey();
    if (key == null) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(repeatable);
    all.put(repeatKey(event.origin().who(), key), made);
    while (all.size() > MOST_REPEATABLE) {
      all.remove(all.keySet().iterator().next());
    }
    return new Directory(revision, workspaces, users, tokens, sessions, all);
  }

  static String repeatKey(String who, String key) {
    return who + " " + key;
  }
}
