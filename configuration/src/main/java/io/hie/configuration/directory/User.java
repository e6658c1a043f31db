package io.hie.configuration.directory;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A person's account.
 *
 * @param passwordHash never shown; empty if there is none, and nobody logs in by one
 * @param passwordSince when the password was chosen
 * @param expires when the account ends; null if it does not
 * @param failures logins that failed since the last that did not
 * @param lockedUntil null if it is not locked
 * @param revision number of the event that changed it last; logins do not
 * @param identity issuer and subject by which an identity provider knows the person; null if none
 *     does
 */
public record User(
    String name,
    String displayName,
    String passwordHash,
    Instant passwordSince,
    boolean disabled,
    @Nullable Instant expires,
    Set<Grant> grants,
    int failures,
    @Nullable Instant lockedUntil,
    long revision,
    @Nullable String identity)
    implements Stored {
  public User {
    grants = Set.copyOf(grants);
  }

  /** Whether the account can be used at a time; a lock only hinders logins. */
  public boolean isActive(Instant at) {
    return !disabled && (expires == null || at.isBefore(expires));
  }

  /** Whether logins are refused for now. */
  public boolean isLocked(Instant at) {
    return lockedUntil != null && at.isBefore(lockedUntil);
  }

  /** Whether any role gives a permission in a workspace. */
  public boolean may(Permission permission, String workspace) {
    return grants.stream().anyMatch(each -> each.gives(permission, workspace));
  }

  User with(Details details, long at) {
    return new User(
        name,
        details.displayName(),
        passwordHash,
        passwordSince,
        details.disabled(),
        details.expires(),
        grants,
        failures,
        lockedUntil,
        at,
        identity);
  }

  User withPassword(String hash, Instant since, long at) {
    return new User(
        name, displayName, hash, since, disabled, expires, grants, 0, null, at, identity);
  }

  User withGrants(Set<Grant> all, long at) {
    return new User(
        name,
        displayName,
        passwordHash,
        passwordSince,
        disabled,
        expires,
        all,
        failures,
        lockedUntil,
        at,
        identity);
  }

  User withIdentity(String whom, long at) {
    return new User(
        name,
        displayName,
        passwordHash,
        passwordSince,
        disabled,
        expires,
        grants,
        failures,
        lockedUntil,
        at,
        whom);
  }

  User withFailures(int count, @Nullable Instant until) {
    return new User(
        name,
        displayName,
        passwordHash,
        passwordSince,
        disabled,
        expires,
        grants,
        count,
        until,
        revision,
        identity);
  }

  /** What an administrator says of an account. */
  public record Details(String displayName, boolean disabled, @Nullable Instant expires)
      implements Stored {}

  /** Without the hash. */
  @Override
  public String toString() {
    return "User["
        + name
        + ", "
        + new TreeSet<>(grants.stream().map(Grant::toString).toList())
        + "]";
  }
}
