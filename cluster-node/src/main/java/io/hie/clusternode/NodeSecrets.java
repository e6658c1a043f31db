package io.hie.clusternode;

import io.hie.actormodel.production.KnownSecrets;
import io.hie.actormodel.production.SecretValues;
import io.hie.clusternode.deployment.ItemSecrets;
import io.hie.configuration.Configuration;
import io.hie.configuration.directory.Secret;
import io.hie.configuration.directory.Workspace;
import io.hie.httpapi.SecretVault;
import io.hie.sharding.seal.SecretSeal;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Brings the secrets, which the configuration keeps sealed, and the keys of workspaces together.
 */
final class NodeSecrets implements ItemSecrets, SecretVault {
  private final Configuration configuration;
  private final SecretSeal seal;
  private final Function<String, CompletionStage<Void>> prepareWorkspace;

  /**
   * The secrets of a node.
   *
   * @param prepareWorkspace sees to it that a workspace has a key
   */
  NodeSecrets(
      Configuration configuration,
      SecretSeal seal,
      Function<String, CompletionStage<Void>> prepareWorkspace) {
    this.configuration = configuration;
    this.seal = seal;
    this.prepareWorkspace = prepareWorkspace;
  }

  @Override
  public CompletionStage<String> seal(String workspace, String name, String value) {
    return prepareWorkspace
        .apply(workspace)
        .thenApply(prepared -> seal.seal(workspace, name, value));
  }

  @Override
  public KnownSecrets known() {
    return workspace ->
        secrets(workspace).values().stream()
            .collect(Collectors.toMap(Secret::name, Secret::revision));
  }

  @Override
  public SecretValues of(String workspace) {
    return (name, revision) -> {
      Secret secret = secrets(workspace).get(name);
      if (secret == null) {
        throw new IllegalStateException(
            "it was removed; set it again with: hie secrets set "
                + name
                + " --workspace "
                + workspace);
      }
      return seal.open(workspace, name, secret.at(revision));
    };
  }

  private Map<String, Secret> secrets(String workspace) {
    Workspace there = configuration.directory().workspaces().get(workspace);
    return there == null ? Map.of() : there.secrets();
  }
}
