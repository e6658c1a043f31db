package io.hie.configuration.directory;

import java.time.Instant;
import java.util.Set;

/**
 * A secret with which a script acts for a user. It can do no more than the user may and its scopes
 * say.
 *
 * @param hash of the secret, never shown
 * @param scopes the permissions that it has at most
 * @param workspaces where it is good; {@link Grant#EVERYWHERE} for all that the user has
 */
public record ApiToken(
    String id,
    String user,
    String name,
    String hash,
    Set<Permission> scopes,
    Set<String> workspaces,
    Instant issued,
    Instant expires)
    implements Stored {
  public ApiToken {
    scopes = Set.copyOf(scopes);
    workspaces = Set.copyOf(workspaces);
  }

  /** Whether it lets a permission of its user through. */
  public boolean lets(Permission permission, String workspace) {
    return scopes.contains(permission)
        && (workspaces.contains(Grant.EVERYWHERE) || workspaces.contains(workspace));
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "ApiToken[" + id + " of " + user + "]";
  }
}
