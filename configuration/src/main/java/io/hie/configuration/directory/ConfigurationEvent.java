package io.hie.configuration.directory;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done. The events are kept for ever, are the audit trail, and are a contract:
 * components may be added if they may be absent, and nothing else changes. None holds a password, a
 * token or patient data, and a secret only sealed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = ConfigurationEvent.WorkspaceAdded.class, name = "WorkspaceAdded"),
  @JsonSubTypes.Type(
      value = ConfigurationEvent.WorkspaceDescribed.class,
      name = "WorkspaceDescribed"),
  @JsonSubTypes.Type(value = ConfigurationEvent.WorkspaceRemoved.class, name = "WorkspaceRemoved"),
  @JsonSubTypes.Type(value = ConfigurationEvent.SecretSet.class, name = "SecretSet"),
  @JsonSubTypes.Type(value = ConfigurationEvent.SecretRemoved.class, name = "SecretRemoved"),
  @JsonSubTypes.Type(value = ConfigurationEvent.QuotasSet.class, name = "QuotasSet"),
  @JsonSubTypes.Type(value = ConfigurationEvent.UserAdded.class, name = "UserAdded"),
  @JsonSubTypes.Type(value = ConfigurationEvent.UserChanged.class, name = "UserChanged"),
  @JsonSubTypes.Type(value = ConfigurationEvent.UserRemoved.class, name = "UserRemoved"),
  @JsonSubTypes.Type(value = ConfigurationEvent.UserLinked.class, name = "UserLinked"),
  @JsonSubTypes.Type(value = ConfigurationEvent.PasswordSet.class, name = "PasswordSet"),
  @JsonSubTypes.Type(value = ConfigurationEvent.Granted.class, name = "Granted"),
  @JsonSubTypes.Type(value = ConfigurationEvent.Withdrawn.class, name = "Withdrawn"),
  @JsonSubTypes.Type(value = ConfigurationEvent.TokenIssued.class, name = "TokenIssued"),
  @JsonSubTypes.Type(value = ConfigurationEvent.TokenRevoked.class, name = "TokenRevoked"),
  @JsonSubTypes.Type(value = ConfigurationEvent.LoggedIn.class, name = "LoggedIn"),
  @JsonSubTypes.Type(value = ConfigurationEvent.LoginFailed.class, name = "LoginFailed"),
  @JsonSubTypes.Type(value = ConfigurationEvent.SessionRefreshed.class, name = "SessionRefreshed"),
  @JsonSubTypes.Type(value = ConfigurationEvent.SessionEnded.class, name = "SessionEnded"),
  @JsonSubTypes.Type(value = ConfigurationEvent.Accessed.class, name = "Accessed")
})
public sealed interface ConfigurationEvent extends Stored {

  /** Who did it, when, from where and why. */
  Origin origin();

  record WorkspaceAdded(Origin origin, String name, String description)
      implements ConfigurationEvent {}

  record WorkspaceDescribed(Origin origin, String name, String description)
      implements ConfigurationEvent {}

  record WorkspaceRemoved(Origin origin, String name) implements ConfigurationEvent {}

  record SecretSet(Origin origin, String workspace, String name, String sealed)
      implements ConfigurationEvent {
    @Override
    public String toString() {
      return "SecretSet[" + workspace + "/" + name + "]";
    }
  }

  record SecretRemoved(Origin origin, String workspace, String name)
      implements ConfigurationEvent {}

  record QuotasSet(Origin origin, String workspace, Quotas quotas) implements ConfigurationEvent {}

  record UserAdded(Origin origin, String name, User.Details details, String passwordHash)
      implements ConfigurationEvent {
    @Override
    public String toString() {
      return "UserAdded[" + name + "]";
    }
  }

  record UserChanged(Origin origin, String name, User.Details details)
      implements ConfigurationEvent {}

  record UserRemoved(Origin origin, String name) implements ConfigurationEvent {}

  /**
   * From now on a user is who an identity provider vouches for.
   *
   * @param identity issuer and subject
   */
  record UserLinked(Origin origin, String name, String identity) implements ConfigurationEvent {}

  record PasswordSet(Origin origin, String user, String passwordHash)
      implements ConfigurationEvent {
    @Override
    public String toString() {
      return "PasswordSet[" + user + "]";
    }
  }

  record Granted(Origin origin, String user, Grant grant) implements ConfigurationEvent {}

  record Withdrawn(Origin origin, String user, Grant grant) implements ConfigurationEvent {}

  record TokenIssued(
      Origin origin,
      String id,
      String user,
      String name,
      String hash,
      Set<Permission> scopes,
      Set<String> workspaces,
      Instant expires)
      implements ConfigurationEvent {
    @Override
    public String toString() {
      return "TokenIssued[" + id + "]";
    }
  }

  record TokenRevoked(Origin origin, String id) implements ConfigurationEvent {}

  record LoggedIn(Origin origin, String user, String session, String refreshHash, Instant expires)
      implements ConfigurationEvent {
    @Override
    public String toString() {
      return "LoggedIn[" + user + "]";
    }
  }

  /**
   * A login failed.
   *
   * @param lockedUntil until when the account is locked by it; null if it is not
   */
  record LoginFailed(Origin origin, String user, @Nullable Instant lockedUntil)
      implements ConfigurationEvent {}

  record SessionRefreshed(Origin origin, String session, String refreshHash)
      implements ConfigurationEvent {
    @Override
    public String toString() {
      return "SessionRefreshed[" + session + "]";
    }
  }

  /**
   * A session ended before its time.
   *
   * @param why for people
   */
  record SessionEnded(Origin origin, String session, String user, String why)
      implements ConfigurationEvent {}

  /** Something was done or read that is kept elsewhere; written before it is done. */
  record Accessed(Origin origin, String operation, String workspace, String target)
      implements ConfigurationEvent {}
}
