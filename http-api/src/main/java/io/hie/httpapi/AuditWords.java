package io.hie.httpapi;

import io.hie.configuration.directory.ConfigurationEvent;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Quotas;

/**
 * What an event says to people.
 *
 * @param operation id of the operation, for what is kept elsewhere
 * @param subject what it was done to
 */
record AuditWords(String operation, String workspace, String subject, String detail) {

  static AuditWords of(ConfigurationEvent event) {
    return switch (event) {
      case ConfigurationEvent.WorkspaceAdded added -> ofWorkspace(added.name());
      case ConfigurationEvent.WorkspaceDescribed described -> ofWorkspace(described.name());
      case ConfigurationEvent.WorkspaceRemoved removed -> ofWorkspace(removed.name());
      case ConfigurationEvent.SecretSet set ->
          new AuditWords("", set.workspace(), "secret " + set.name(), "");
      case ConfigurationEvent.SecretRemoved removed ->
          new AuditWords("", removed.workspace(), "secret " + removed.name(), "");
      case ConfigurationEvent.QuotasSet set ->
          new AuditWords("", set.workspace(), "workspace " + set.workspace(), quotas(set.quotas()));
      case ConfigurationEvent.UserAdded added -> ofUser(added.name(), "");
      case ConfigurationEvent.UserChanged changed ->
          ofUser(
              changed.name(),
              (changed.details().disabled() ? "disabled" : "in use")
                  + (changed.details().expires() == null
                      ? ""
                      : ", until " + changed.details().expires()));
      case ConfigurationEvent.UserRemoved removed -> ofUser(removed.name(), "");
      case ConfigurationEvent.UserLinked linked -> ofUser(linked.name(), linked.identity());
      case ConfigurationEvent.PasswordSet set -> ofUser(set.user(), "");
      case ConfigurationEvent.Granted granted -> ofGrant(granted.user(), granted.grant());
      case ConfigurationEvent.Withdrawn withdrawn -> ofGrant(withdrawn.user(), withdrawn.grant());
      case ConfigurationEvent.TokenIssued issued ->
          new AuditWords(
              "",
              "",
              issued.user() + "/" + issued.name(),
              "token " + issued.id() + ", until " + issued.expires());
      case ConfigurationEvent.TokenRevoked revoked ->
          new AuditWords("", "", "token " + revoked.id(), "");
      case ConfigurationEvent.LoggedIn in -> ofUser(in.user(), "session " + in.session());
      case ConfigurationEvent.LoginFailed failed ->
          ofUser(
              failed.user(),
              failed.lockedUntil() == null ? "" : "locked until " + failed.lockedUntil());
      case ConfigurationEvent.SessionRefreshed refreshed ->
          new AuditWords("", "", "session " + refreshed.session(), "");
      case ConfigurationEvent.SessionEnded ended ->
          ofUser(ended.user(), "session " + ended.session() + ": " + ended.why());
      case ConfigurationEvent.Accessed accessed ->
          new AuditWords(accessed.operation(), accessed.workspace(), accessed.target(), "");
    };
  }

  private static String quotas(Quotas quotas) {
    return "projects %s, items %s, messages a day %s"
        .formatted(
            quotas.projects() == null ? "unbounded" : quotas.projects(),
            quotas.items() == null ? "unbounded" : quotas.items(),
            quotas.messagesPerDay() == null ? "unbounded" : quotas.messagesPerDay());
  }

  private static AuditWords ofWorkspace(String name) {
    return new AuditWords("", name, "workspace " + name, "");
  }

  private static AuditWords ofUser(String name, String detail) {
    return new AuditWords("", "", "user " + name, detail);
  }

  private static AuditWords ofGrant(String user, Grant grant) {
    return new AuditWords(
        "",
        grant.workspace().equals(Grant.EVERYWHERE) ? "" : grant.workspace(),
        "user " + user,
        grant.toString());
  }
}
