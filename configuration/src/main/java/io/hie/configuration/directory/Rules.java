package io.hie.configuration.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a change. Pure: the same directory and change give the same events. */
public final class Rules {
  static final int MOST_USERS = 10_000;
  static final int MOST_WORKSPACES = 1_000;
  static final int MOST_TOKENS_OF_ONE = 100;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");

  private final SessionRules sessions;

  public Rules(Policy policy) {
    this.sessions = new SessionRules(policy);
  }

  /** What becomes of a change that somebody asks for. */
  public Outcome decide(Directory now, Change change, Origin origin) {
    return switch (change) {
      case Change.AddWorkspace add -> addWorkspace(now, add, origin);
      case Change.DescribeWorkspace describe -> describeWorkspace(now, describe, origin);
      case Change.RemoveWorkspace remove -> removeWorkspace(now, remove, origin);
      case Change.SetSecret set -> WorkspaceRules.setSecret(now, set, origin);
      case Change.RemoveSecret remove -> WorkspaceRules.removeSecret(now, remove, origin);
      case Change.SetQuotas set -> WorkspaceRules.setQuotas(now, set, origin);
      case Change.AddUser add -> addUser(now, add, origin);
      case Change.ChangeUser change1 -> changeUser(now, change1, origin);
      case Change.RemoveUser remove -> removeUser(now, remove, origin);
      case Change.SetPassword set -> setPassword(now, set, origin);
      case Change.AddGrant add -> addGrant(now, add, origin);
      case Change.RemoveGrant remove -> removeGrant(now, remove, origin);
      case Change.IssueToken issue -> issueToken(now, issue, origin);
      case Change.RevokeToken revoke ->
          now.tokens().containsKey(revoke.id())
              ? made(new ConfigurationEvent.TokenRevoked(origin, revoke.id()))
              : refused(Refusal.notFound("token", revoke.id()));
      case Change.Login login -> sessions.login(now, login, origin);
      case Change.ProviderLogin login -> sessions.providerLogin(now, login, origin);
      case Change.NoteFailedLogin failed -> sessions.failedLogin(now, failed, origin);
      case Change.Refresh refresh -> sessions.refresh(now, refresh, origin);
      case Change.EndSession end -> SessionRules.endSession(now, end, origin);
      case Change.NoteAccess note ->
          made(
              new ConfigurationEvent.Accessed(
                  origin, note.operation(), note.workspace(), note.target()));
    };
  }

  // --- workspaces

  private static Outcome addWorkspace(Directory now, Change.AddWorkspace add, Origin origin) {
    Outcome repeated = repeated(now, origin, "workspace " + add.name());
    if (repeated != null) {
      return repeated;
    }
    if (!isName(add.name())) {
      return refused(badName("workspace"));
    }
    if (now.workspaces().containsKey(add.name())) {
      return refused(
          Refusal.conflict(
              "workspace-exists", "The workspace is there", add.name() + " is there already"));
    }
    if (now.workspaces().size() >= MOST_WORKSPACES) {
      return refused(
          Refusal.conflict(
              "too-many-workspaces",
              "Too many workspaces",
              "there may be " + MOST_WORKSPACES + " workspaces; remove one that is not used"));
    }
    return made(new ConfigurationEvent.WorkspaceAdded(origin, add.name(), add.description()));
  }

  private static Outcome describeWorkspace(
      Directory now, Change.DescribeWorkspace describe, Origin origin) {
    Workspace there = now.workspaces().get(describe.name());
    if (there == null) {
      return refused(Refusal.notFound("workspace", describe.name()));
    }
    if (isStale(describe.expected(), there.revision())) {
      return refused(Refusal.stale("the workspace " + there.name(), there.revision()));
    }
    return there.description().equals(describe.description())
        ? made()
        : made(
            new ConfigurationEvent.WorkspaceDescribed(
                origin, describe.name(), describe.description()));
  }

  private static Outcome removeWorkspace(
      Directory now, Change.RemoveWorkspace remove, Origin origin) {
    Workspace there = now.workspaces().get(remove.name());
    if (there == null) {
      return refused(Refusal.notFound("workspace", remove.name()));
    }
    return isStale(remove.expected(), there.revision())
        ? refused(Refusal.stale("the workspace " + there.name(), there.revision()))
        : made(new ConfigurationEvent.WorkspaceRemoved(origin, remove.name()));
  }

  // --- users

  private static Outcome addUser(Directory now, Change.AddUser add, Origin origin) {
    Outcome repeated = repeated(now, origin, "user " + add.name());
    if (repeated != null) {
      return repeated;
    }
    if (!isName(add.name())) {
      return refused(badName("user"));
    }
    if (now.users().containsKey(add.name())) {
      return refused(
          Refusal.conflict("user-exists", "The user is there", add.name() + " is there already"));
    }
    if (now.users().size() >= MOST_USERS) {
      return refused(tooManyUsers());
    }
    return made(
        new ConfigurationEvent.UserAdded(origin, add.name(), add.details(), add.passwordHash()));
  }

  static Refusal tooManyUsers() {
    return Refusal.conflict(
        "too-many-users",
        "Too many users",
        "there may be " + MOST_USERS + " users; remove one that is not used");
  }

  private static Outcome changeUser(Directory now, Change.ChangeUser change, Origin origin) {
    User user = now.user(change.name());
    if (user == null) {
      return refused(Refusal.notFound("user", change.name()));
    }
    if (isStale(change.expected(), user.revision())) {
      return refused(Refusal.stale("the user " + user.name(), user.revision()));
    }
    boolean ends = change.details().disabled() || change.details().expires() != null;
    if (ends && isLastAdmin(now, user, origin.at())) {
      return refused(lastAdmin(user));
    }
    List<ConfigurationEvent> events = new ArrayList<>();
    events.add(new ConfigurationEvent.UserChanged(origin, user.name(), change.details()));
    if (change.details().disabled()) {
      events.addAll(SessionRules.endAll(now, user.name(), origin, "the account was disabled"));
    }
    return new Outcome.Made(events);
  }

  private static Outcome removeUser(Directory now, Change.RemoveUser remove, Origin origin) {
    User user = now.user(remove.name());
    if (user == null) {
      return refused(Refusal.notFound("user", remove.name()));
    }
    if (isStale(remove.expected(), user.revision())) {
      return refused(Refusal.stale("the user " + user.name(), user.revision()));
    }
    return isLastAdmin(now, user, origin.at())
        ? refused(lastAdmin(user))
        : made(new ConfigurationEvent.UserRemoved(origin, user.name()));
  }

  private static Outcome setPassword(Directory now, Change.SetPassword set, Origin origin) {
    if (now.user(set.user()) == null) {
      return refused(Refusal.notFound("user", set.user()));
    }
    List<ConfigurationEvent> events = new ArrayList<>();
    events.add(new ConfigurationEvent.PasswordSet(origin, set.user(), set.passwordHash()));
    events.addAll(SessionRules.endAll(now, set.user(), origin, "the password was changed"));
    return new Outcome.Made(events);
  }

  private static Outcome addGrant(Directory now, Change.AddGrant add, Origin origin) {
    User user = now.user(add.user());
    if (user == null) {
      return refused(Refusal.notFound("user", add.user()));
    }
    if (isStale(add.expected(), user.revision())) {
      return refused(Refusal.stale("the user " + user.name(), user.revision()));
    }
    Refusal wrong = wrong(now, user, add.grant(), origin);
    if (wrong != null) {
      return refused(wrong);
    }
    return user.grants().contains(add.grant())
        ? made()
        : made(new ConfigurationEvent.Granted(origin, user.name(), add.grant()));
  }

  private static @Nullable Refusal wrong(Directory now, User user, Grant grant, Origin origin) {
    if (user.name().equals(origin.who())) {
      return Refusal.conflict(
          "own-grant", "Not for oneself", "nobody gives roles to themselves; ask another");
    }
    boolean everywhere = grant.workspace().equals(Grant.EVERYWHERE);
    if (grant.role() == Role.PLATFORM_ADMIN && !everywhere) {
      return Refusal.invalid(
          "bad-grant",
          "Not a grant",
          "platform-admin is a role everywhere; say the workspace * or take workspace-admin");
    }
    return everywhere || now.workspaces().containsKey(grant.workspace())
        ? null
        : Refusal.notFound("workspace", grant.workspace());
  }

  private static Outcome removeGrant(Directory now, Change.RemoveGrant remove, Origin origin) {
    User user = now.user(remove.user());
    if (user == null) {
      return refused(Refusal.notFound("user", remove.user()));
    }
    if (isStale(remove.expected(), user.revision())) {
      return refused(Refusal.stale("the user " + user.name(), user.revision()));
    }
    if (!user.grants().contains(remove.grant())) {
      return refused(
          new Refusal(
              Refusal.Kind.NOT_FOUND,
              "no-grant",
              "No such grant",
              user.name() + " is not " + remove.grant()));
    }
    return remove.grant().role() == Role.PLATFORM_ADMIN && isLastAdmin(now, user, origin.at())
        ? refused(lastAdmin(user))
        : made(new ConfigurationEvent.Withdrawn(origin, user.name(), remove.grant()));
  }

  private static boolean isLastAdmin(Directory now, User user, Instant at) {
    return isAdmin(user, at)
        && now.users().values().stream()
            .noneMatch(each -> !each.name().equals(user.name()) && isAdmin(each, at));
  }

  private static boolean isAdmin(User user, Instant at) {
    return user.isActive(at) && user.may(Permission.PLATFORM, Grant.EVERYWHERE);
  }

  private static Refusal lastAdmin(User user) {
    return Refusal.conflict(
        "last-admin",
        "The last platform administrator",
        user.name() + " is the only platform-admin who can log in; make another one first");
  }

  // --- tokens

  private static Outcome issueToken(Directory now, Change.IssueToken issue, Origin origin) {
    String key = origin.idempotencyKey();
    if (key != null && now.repeatable().containsKey(Directory.repeatKey(origin.who(), key))) {
      return refused(
          Refusal.conflict(
              "token-issued",
              "The token was issued",
              "this request was done as "
                  + now.repeatable().get(Directory.repeatKey(origin.who(), key))
                  + "; its secret is shown only once: revoke it and ask for another"));
    }
    if (now.user(issue.user()) == null) {
      return refused(Refusal.notFound("user", issue.user()));
    }
    if (now.tokens().values().stream().filter(each -> each.user().equals(issue.user())).count()
        >= MOST_TOKENS_OF_ONE) {
      return refused(
          Refusal.conflict(
              "too-many-tokens",
              "Too many tokens",
              "a user may have " + MOST_TOKENS_OF_ONE + " tokens; revoke one that is not used"));
    }
    return made(
        new ConfigurationEvent.TokenIssued(
            origin,
            issue.id(),
            issue.user(),
            issue.name(),
            issue.hash(),
            issue.scopes(),
            issue.workspaces(),
            issue.expires()));
  }

  // --- what they share

  /** The answer to a request that was done before; null if it was not. */
  private static @Nullable Outcome repeated(Directory now, Origin origin, String wanted) {
    String key = origin.idempotencyKey();
    String made = key == null ? null : now.repeatable().get(Directory.repeatKey(origin.who(), key));
    if (made == null) {
      return null;
    }
    return made.equals(wanted)
        ? made()
        : refused(
            Refusal.conflict(
                "idempotency-key-used",
                "The idempotency key was used",
                "with this key the " + made + " was made; take a fresh key for another request"));
  }

  private static boolean isStale(@Nullable Long expected, long is) {
    return expected != null && expected != is;
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static Refusal badName(String what) {
    return Refusal.invalid(
        "bad-name",
        "Not a name",
        "the name of a "
            + what
            + " has 1 to 100 letters, digits and . _ @ -, and begins with a letter or digit");
  }

  private static Outcome made(ConfigurationEvent... events) {
    return new Outcome.Made(List.of(events));
  }

  private static Outcome refused(Refusal refusal) {
    return new Outcome.Refused(refusal);
  }
}
