package io.hie.configuration.directory;

import io.hie.configuration.secret.TokenSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of logging in, by a password or by an identity provider, and of going on. Pure. */
final class SessionRules {
  static final int MOST_SESSIONS_OF_ONE = 20;

  private final Policy policy;

  SessionRules(Policy policy) {
    this.policy = policy;
  }

  Outcome login(Directory now, Change.Login login, Origin origin) {
    User user = now.user(login.user());
    if (user == null || !user.isActive(origin.at()) || user.isLocked(origin.at())) {
      return refused(wrongPassword());
    }
    if (!policy.passwordLifetime().isZero()
        && !origin.at().isBefore(user.passwordSince().plus(policy.passwordLifetime()))) {
      return refused(
          Refusal.notAuthenticated(
              "password-expired",
              "The password has expired",
              "log in with newPassword as well, which is the password from then on"));
    }
    List<ConfigurationEvent> events = new ArrayList<>();
    begin(
        now,
        user.name(),
        policy.sessionLifetime(),
        login.session(),
        login.refreshHash(),
        origin,
        events);
    return new Outcome.Made(events);
  }

  /**
   * Somebody for whom a provider vouches. A lock does not count: strangers can bring it about, and
   * no password was asked for.
   */
  Outcome providerLogin(Directory now, Change.ProviderLogin login, Origin origin) {
    User user = now.userOf(login.identity());
    List<ConfigurationEvent> events = new ArrayList<>();
    if (user == null) {
      Refusal wrong = wrong(now, login);
      if (wrong != null) {
        return refused(wrong);
      }
      events.add(
          new ConfigurationEvent.UserAdded(
              origin, login.user(), new User.Details(login.displayName(), false, null), ""));
      events.add(new ConfigurationEvent.UserLinked(origin, login.user(), login.identity()));
    } else if (!user.isActive(origin.at())) {
      return refused(
          Refusal.notAuthenticated(
              "sso-refused",
              "Not logged in",
              "the account is disabled or over here; ask an administrator"));
    }
    String name = user == null ? login.user() : user.name();
    Set<Grant> had = user == null ? Set.of() : user.grants();
    login.roles().stream()
        .filter(each -> !had.contains(each) && exists(now, each))
        .sorted(Comparator.comparing(Grant::toString))
        .forEach(each -> events.add(new ConfigurationEvent.Granted(origin, name, each)));
    had.stream()
        .filter(each -> login.governed().contains(each) && !login.roles().contains(each))
        .sorted(Comparator.comparing(Grant::toString))
        .forEach(each -> events.add(new ConfigurationEvent.Withdrawn(origin, name, each)));
    begin(now, name, login.lifetime(), login.session(), login.refreshHash(), origin, events);
    return new Outcome.Made(events);
  }

  /** Nobody is taken for who had the name before, by a password or by another provider. */
  private static @Nullable Refusal wrong(Directory now, Change.ProviderLogin login) {
    if (!Rules.isName(login.user())) {
      return Rules.badName("user");
    }
    if (now.users().containsKey(login.user())) {
      return Refusal.conflict(
          "sso-name-taken",
          "The name is taken",
          "another account has the name "
              + login.user()
              + "; an administrator can remove that, or have names taken from another claim"
              + " (HIE_OIDC_USER_CLAIM)");
    }
    return now.users().size() >= Rules.MOST_USERS ? Rules.tooManyUsers() : null;
  }

  private static boolean exists(Directory now, Grant grant) {
    return grant.workspace().equals(Grant.EVERYWHERE)
        || now.workspaces().containsKey(grant.workspace());
  }

  private void begin(
      Directory now,
      String user,
      Duration lifetime,
      String session,
      String refreshHash,
      Origin origin,
      List<ConfigurationEvent> events) {
    List<Session> open =
        now.sessions().values().stream()
            .filter(each -> each.user().equals(user))
            .sorted(Comparator.comparing(Session::refreshed))
            .toList();
    int left = open.size();
    for (Session each : open) {
      boolean over = isOver(each, origin.at());
      if (over || left >= MOST_SESSIONS_OF_ONE) {
        left--;
        events.add(
            new ConfigurationEvent.SessionEnded(
                origin, each.id(), user, over ? "it is over" : "too many were open"));
      }
    }
    Duration longest =
        lifetime.compareTo(policy.sessionLifetime()) < 0 ? lifetime : policy.sessionLifetime();
    events.add(
        new ConfigurationEvent.LoggedIn(
            origin, user, session, refreshHash, origin.at().plus(longest)));
  }

  private boolean isOver(Session session, Instant at) {
    return !at.isBefore(session.expires())
        || !at.isBefore(session.refreshed().plus(policy.sessionIdle()));
  }

  /** The same whether the user is there, so that names cannot be found out. */
  private static Refusal wrongPassword() {
    return Refusal.notAuthenticated(
        "login-failed",
        "Not logged in",
        "user or password are not right, or the account is locked for a while, or not in use");
  }

  Outcome failedLogin(Directory now, Change.NoteFailedLogin failed, Origin origin) {
    User user = now.user(failed.user());
    if (user == null) {
      // Not kept: anybody could fill the log with names that do not exist, or with passwords typed
      // into the wrong field.
      return refused(wrongPassword());
    }
    boolean locks = !user.isLocked(origin.at()) && user.failures() + 1 >= policy.failures();
    return new Outcome.RefusedAndNoted(
        wrongPassword(),
        List.of(
            new ConfigurationEvent.LoginFailed(
                origin, user.name(), locks ? origin.at().plus(policy.lock()) : null)));
  }

  Outcome refresh(Directory now, Change.Refresh refresh, Origin origin) {
    Session session = now.sessions().get(refresh.session());
    User user = session == null ? null : now.user(session.user());
    if (session == null || user == null) {
      return refused(over());
    }
    if (!TokenSecret.same(session.refreshHash(), refresh.presentedHash())) {
      // Somebody has a copy: whoever used it first, nobody goes on with it.
      return new Outcome.RefusedAndNoted(
          over(),
          List.of(
              new ConfigurationEvent.SessionEnded(
                  origin,
                  session.id(),
                  session.user(),
                  "a refresh token came that was used before")));
    }
    return isOver(session, origin.at()) || !user.isActive(origin.at())
        ? new Outcome.RefusedAndNoted(
            over(),
            List.of(
                new ConfigurationEvent.SessionEnded(
                    origin, session.id(), session.user(), "it is over")))
        : made(new ConfigurationEvent.SessionRefreshed(origin, session.id(), refresh.nextHash()));
  }

  private static Refusal over() {
    return Refusal.notAuthenticated(
        "session-over", "The session is over", "log in again with name and password");
  }

  static Outcome endSession(Directory now, Change.EndSession end, Origin origin) {
    Session session = now.sessions().get(end.session());
    return session == null
        ? refused(Refusal.notFound("session", end.session()))
        : made(
            new ConfigurationEvent.SessionEnded(
                origin, session.id(), session.user(), "it was ended"));
  }

  static List<ConfigurationEvent> endAll(Directory now, String user, Origin origin, String why) {
    return now.sessions().values().stream()
        .filter(each -> each.user().equals(user))
        .<ConfigurationEvent>map(
            each -> new ConfigurationEvent.SessionEnded(origin, each.id(), user, why))
        .toList();
  }

  private static Outcome made(ConfigurationEvent... events) {
    return new Outcome.Made(List.of(events));
  }

  private static Outcome refused(Refusal refusal) {
    return new Outcome.Refused(refusal);
  }
}
