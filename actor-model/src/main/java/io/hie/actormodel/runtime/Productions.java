package io.hie.actormodel.runtime;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.jspecify.annotations.Nullable;

/** The productions that run here. Safe from any thread. */
public final class Productions implements Extension {

  /** The extension's id. */
  public static final class Id extends ExtensionId<Productions> {
    private static final Id INSTANCE = new Id();

    private Id() {}

    @Override
    public Productions createExtension(ActorSystem<?> system) {
      return new Productions();
    }
  }

  private record Name(String workspace, String project) {}

  private final Map<Name, DeployedProduction> deployed = new ConcurrentHashMap<>();

  private Productions() {}

  public static Productions get(ActorSystem<?> system) {
    return Id.INSTANCE.apply(system);
  }

  public @Nullable DeployedProduction find(String workspace, String project) {
    return deployed.get(new Name(workspace, project));
  }

  public Collection<DeployedProduction> all() {
    return List.copyOf(deployed.values());
  }

  /**
   * Makes a production known, in place of an earlier one. Histories see the one or the other, never
   * a mixture.
   */
  public void deploy(DeployedProduction production) {
    deployed.merge(
        new Name(production.workspace(), production.project()),
        production,
        (before, next) -> next.after(before));
  }

  /** Takes a production away again that was never to be. */
  public void withdraw(String workspace, String project) {
    deployed.remove(new Name(workspace, project));
  }
}
