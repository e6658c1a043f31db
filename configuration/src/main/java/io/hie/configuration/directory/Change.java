package io.hie.configuration.directory;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of the directory. Whether the one who asks may is decided before; whether it
 * can be done is decided by {@link Rules}. {@code expected} is the revision that must be the
 * present one, null for any.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.AddWorkspace.class, name = "AddWorkspace"),
  @JsonSubTypes.Type(value = Change.DescribeWorkspace.class, name = "DescribeWorkspace"),
  @JsonSubTypes.Type(value = Change.RemoveWorkspace.class, name = "RemoveWorkspace"),
  @JsonSubTypes.Type(value = Change.SetSecret.class, name = "SetSecret"),
  @JsonSubTypes.Type(value = Change.RemoveSecret.class, name = "RemoveSecret"),
  @JsonSubTypes.Type(value = Change.SetQuotas.class, name = "SetQuotas"),
  @JsonSubTypes.Type(value = Change.AddUser.class, name = "AddUser"),
  @JsonSubTypes.Type(value = Change.ChangeUser.class, name = "ChangeUser"),
  @JsonSubTypes.Type(value = Change.RemoveUser.class, name = "RemoveUser"),
  @JsonSubTypes.Type(value = Change.SetPassword.class, name = "SetPassword"),
  @JsonSubTypes.Type(value = Change.AddGrant.class, name = "AddGrant"),
  @JsonSubTypes.Type(value = Change.RemoveGrant.class, name = "RemoveGrant"),
  @JsonSubTypes.Type(value = Change.IssueToken.class, name = "IssueToken"),
  @JsonSubTypes.Type(value = Change.RevokeToken.class, name = "RevokeToken"),
  @JsonSubTypes.Type(value = Change.Login.class, name = "Login"),
  @JsonSubTypes.Type(value = Change.ProviderLogin.class, name = "ProviderLogin"),
  @JsonSubTypes.Type(value = Change.NoteFailedLogin.class, name = "NoteFailedLogin"),
  @JsonSubTypes.Type(value = Change.Refresh.class, name = "Refresh"),
  @JsonSubTypes.Type(value = Change.EndSession.class, name = "EndSession"),
  @JsonSubTypes.Type(value = Change.NoteAccess.class, name = "NoteAccess")
})
public sealed interface Change extends Stored {

  record AddWorkspace(String name, String description) implements Change {}

  record DescribeWorkspace(String name, String description, @Nullable Long expected)
      implements Change {}

  record RemoveWorkspace(String name, @Nullable Long expected) implements Change {}

  /** A secret is new, or another one now; it comes sealed. */
  record SetSecret(String workspace, String name, String sealed) implements Change {
    @Override
    public String toString() {
      return "SetSecret[" + workspace + "/" + name + "]";
    }
  }

  record RemoveSecret(String workspace, String name) implements Change {}

  record SetQuotas(String workspace, Quotas quotas, @Nullable Long expected) implements Change {}

  record AddUser(String name, User.Details details, String passwordHash) implements Change {
    @Override
    public String toString() {
      return "AddUser[" + name + "]";
    }
  }

  record ChangeUser(String name, User.Details details, @Nullable Long expected) implements Change {}

  record RemoveUser(String name, @Nullable Long expected) implements Change {}

  /** A new password; ends all sessions of the user and opens a lock. */
  record SetPassword(String user, String passwordHash) implements Change {
    @Override
    public String toString() {
      return "SetPassword[" + user + "]";
    }
  }

  record AddGrant(String user, Grant grant, @Nullable Long expected) implements Change {}

  record RemoveGrant(String user, Grant grant, @Nullable Long expected) implements Change {}

  record IssueToken(
      String id,
      String user,
      String name,
      String hash,
      Set<Permission> scopes,
      Set<String> workspaces,
      Instant expires)
      implements Change {
    @Override
    public String toString() {
      return "IssueToken[" + id + "]";
    }
  }

  record RevokeToken(String id) implements Change {}

  /** The password was right. */
  record Login(String user, String session, String refreshHash) implements Change {
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /**
   * An identity provider vouches for somebody. The account is made if it is the first time.
   *
   * @param user the name of the account if it is to be made
   * @param identity issuer and subject, which is whom the provider means, whatever their name is
   * @param roles what the provider's groups give
   * @param governed what any of its groups could give: of that, what is not in {@code roles} is
   *     taken back, and all else is left to administrators
   * @param lifetime of the session at most
   */
  record ProviderLogin(
      String user,
      String displayName,
      String identity,
      Set<Grant> roles,
      Set<Grant> governed,
      Duration lifetime,
      String session,
      String refreshHash)
      implements Change {
    @Override
    public String toString() {
      return "ProviderLogin[" + user + "]";
    }
  }

  /** The password was wrong, or there is no such user. */
  record NoteFailedLogin(String user) implements Change {}

  /**
   * A refresh token was used.
   *
   * @param presentedHash of the one that was sent
   * @param nextHash of the one that is good from now on
   */
  record Refresh(String session, String presentedHash, String nextHash) implements Change {
    @Override
    public String toString() {
      return "Refresh[" + session + "]";
    }
  }

  record EndSession(String session) implements Change {}

  /**
   * Something is done or read that is kept elsewhere.
   *
   * @param operation its id in the API's description
   * @param workspace empty if it is of none
   * @param target what it is done to, without patient data
   */
  record NoteAccess(String operation, String workspace, String target) implements Change {}
}
