package io.hie.configuration.directory;

import java.util.List;

/** Rules of what belongs to a workspace: its secrets and quotas. */
final class WorkspaceRules {
  static final int MOST_SECRETS = 500;

  private WorkspaceRules() {}

  static Outcome setSecret(Directory now, Change.SetSecret set, Origin origin) {
    Workspace there = now.workspaces().get(set.workspace());
    if (there == null) {
      return refused(Refusal.notFound("workspace", set.workspace()));
    }
    if (!isSecretName(set.name())) {
      return refused(
          Refusal.invalid(
              "bad-name",
              "Not a name",
              "the name of a secret has 1 to 100 letters, digits and . _ -, and begins with a"
                  + " letter or digit"));
    }
    if (!there.secrets().containsKey(set.name()) && there.secrets().size() >= MOST_SECRETS) {
      return refused(
          Refusal.conflict(
              "too-many-secrets",
              "Too many secrets",
              "a workspace may have " + MOST_SECRETS + " secrets; remove one that is not used"));
    }
    return made(
        new ConfigurationEvent.SecretSet(origin, set.workspace(), set.name(), set.sealed()));
  }

  static Outcome removeSecret(Directory now, Change.RemoveSecret remove, Origin origin) {
    Workspace there = now.workspaces().get(remove.workspace());
    if (there == null) {
      return refused(Refusal.notFound("workspace", remove.workspace()));
    }
    return there.secrets().containsKey(remove.name())
        ? made(new ConfigurationEvent.SecretRemoved(origin, remove.workspace(), remove.name()))
        : refused(Refusal.notFound("secret", remove.name()));
  }

  static Outcome setQuotas(Directory now, Change.SetQuotas set, Origin origin) {
    Workspace there = now.workspaces().get(set.workspace());
    if (there == null) {
      return refused(Refusal.notFound("workspace", set.workspace()));
    }
    if (set.expected() != null && set.expected() != there.revision()) {
      return refused(Refusal.stale("the workspace " + there.name(), there.revision()));
    }
    return there.quotas().equals(set.quotas())
        ? new Outcome.Made(List.of())
        : made(new ConfigurationEvent.QuotasSet(origin, set.workspace(), set.quotas()));
  }

  private static boolean isSecretName(String name) {
    return name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  }

  private static Outcome made(ConfigurationEvent event) {
    return new Outcome.Made(List.of(event));
  }

  private static Outcome refused(Refusal refusal) {
    return new Outcome.Refused(refusal);
  }
}
