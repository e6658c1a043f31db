package io.hie.clusternode.bench;

import io.hie.clusternode.NodeSettings;
import io.hie.persistence.MessageJournal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;

/** A journal with a bare actor system over it, set up as in a node but for the cluster. */
final class OpenJournal implements AutoCloseable {
  private final ActorSystem<SpawnProtocol.Command> system;

  private OpenJournal(ActorSystem<SpawnProtocol.Command> system) {
    this.system = system;
  }

  /**
   * Opens it and waits until it is up to date.
   *
   * @param settings that count before all others
   * @throws MessageJournal.CannotOpenException if it cannot be used; the text says why
   */
  static OpenJournal open(Path data, Map<String, String> settings)
      throws MessageJournal.CannotOpenException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("pekko.actor.provider", "local");
    MessageJournal journal =
        MessageJournal.open(new NodeSettings(data, "127.0.0.1", 0, all).config(), () -> {});
    ActorSystem<SpawnProtocol.Command> system =
        ActorSystem.create(SpawnProtocol.create(), "bench", journal.config());
    journal.attach(system.classicSystem());
    return new OpenJournal(system);
  }

  ActorSystem<SpawnProtocol.Command> system() {
    return system;
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
