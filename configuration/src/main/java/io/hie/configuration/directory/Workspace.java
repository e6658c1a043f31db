package io.hie.configuration.directory;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A workspace.
 *
 * @param revision number of the event that changed it last; its secrets have their own
 * @param secrets by name
 */
public record Workspace(
    String name,
    String description,
    long revision,
    @Nullable Map<String, Secret> secrets,
    @Nullable Quotas quotas)
    implements Stored {

  /** What earlier versions stored has neither secrets nor quotas. */
  public Workspace {
    secrets = secrets == null ? Map.of() : Collections.unmodifiableMap(secrets);
    quotas = quotas == null ? Quotas.NONE : quotas;
  }

  @Override
  public Map<String, Secret> secrets() {
    return Objects.requireNonNull(secrets);
  }

  @Override
  public Quotas quotas() {
    return Objects.requireNonNull(quotas);
  }

  Workspace described(String text, long at) {
    return new Workspace(name, text, at, secrets, quotas);
  }

  Workspace with(Quotas bounds, long at) {
    return new Workspace(name, description, at, secrets, bounds);
  }

  Workspace with(Secret secret) {
    Map<String, Secret> all = new TreeMap<>(secrets());
    all.put(secret.name(), secret);
    return new Workspace(name, description, revision, all, quotas);
  }

  Workspace without(String secret) {
    Map<String, Secret> rest = new TreeMap<>(secrets());
    rest.remove(secret);
    return new Workspace(name, description, revision, rest, quotas);
  }
}
