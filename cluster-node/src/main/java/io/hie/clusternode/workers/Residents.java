package io.hie.clusternode.workers;

import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.production.ItemTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * The instances that live in this worker. What they do is done on virtual threads; the reader of
 * frames never waits for them.
 */
final class Residents {
  private final ActorSystem<?> system;
  private final ToNode node;
  private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Long, Resident> all = new ConcurrentHashMap<>();
  private final Map<String, ItemTypes> typesByJar = new HashMap<>();

  Residents(ActorSystem<?> system, ToNode node) {
    this.system = system;
    this.node = node;
  }

  /** Called by the reader alone. */
  void on(Frame.ToWorker frame) {
    switch (frame) {
      case Frame.Open open -> {
        Resident made = new Resident(open, () -> types(open.jar()), system, node);
        all.put(open.instance(), made);
        threads.execute(made::start);
      }
      case Frame.Change change -> {
        Resident resident = all.get(change.instance());
        if (resident != null) {
          resident.change(change);
        }
      }
      case Frame.Close close -> {
        Resident leaving = all.remove(close.instance());
        if (leaving == null) {
          node.send(new Frame.Done(close.call()));
        } else {
          threads.execute(() -> leaving.stop(close.call()));
        }
        forgetJars();
      }
      case Frame.Handle handle -> {
        Resident resident = all.get(handle.instance());
        if (resident == null) {
          node.send(Resident.notRunning(handle.call()));
        } else {
          threads.execute(() -> resident.handle(handle));
        }
      }
      case Frame.Deliver deliver -> {
        Resident resident = all.get(deliver.instance());
        if (resident == null) {
          node.send(Resident.notRunning(deliver.call()));
        } else {
          threads.execute(() -> resident.deliver(deliver));
        }
      }
      case Frame.Ping ping -> node.send(new Frame.Pong());
    }
  }

  /** Items of one version of a jar share their classes, as in the node. */
  private ItemTypes types(@Nullable String jar) throws IOException {
    synchronized (typesByJar) {
      String key = jar == null ? "" : jar;
      ItemTypes known = typesByJar.get(key);
      if (known == null) {
        ClassLoader engine = Residents.class.getClassLoader();
        known = jar == null ? ItemTypes.installed(engine) : ItemLibrary.ofJar(Path.of(jar), engine);
        typesByJar.put(key, known);
      }
      return known;
    }
  }

  private void forgetJars() {
    synchronized (typesByJar) {
      typesByJar
          .keySet()
          .removeIf(
              jar ->
                  !jar.isEmpty()
                      && all.values().stream().noneMatch(each -> jar.equals(each.jar())));
    }
  }
}
