package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.ItemChange;
import io.hie.actormodel.deployment.ItemChange.How;
import io.hie.actormodel.library.ItemLibrary;
import io.hie.httpapi.Deployments;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;

/**
 * Looks at the folder of item jars, and brings what changed there into the productions that run:
 * exactly the items of a changed jar restart. A production that does not take the new code goes on
 * with what it had, and the log says why; it is asked again when a jar changes, or when what stood
 * in the way was only another change.
 */
public final class JarReload {
  private static final Logger LOG = LoggerFactory.getLogger(JarReload.class);

  /** These say that the code itself does not do; asking again would get the same answer. */
  private static final Set<String> FINAL =
      Set.of("document-refused", "change-undone", "no-production");

  private final ItemLibrary library;
  private final Deployer deployer;
  private final Running running;
  private final Set<String> behind = new HashSet<>();

  private JarReload(ItemLibrary library, Deployer deployer, Running running) {
    this.library = library;
    this.deployer = deployer;
    this.running = running;
  }

  /** Looks until it is cancelled or the system ends; it never looks twice at a time. */
  public static Cancellable start(
      ActorSystem<?> system,
      ItemLibrary library,
      Deployer deployer,
      Running running,
      Duration interval) {
    JarReload reload = new JarReload(library, deployer, running);
    // Reading jars blocks.
    Executor own = look -> Thread.ofVirtual().name("hie-item-jars").start(look);
    return system
        .scheduler()
        .scheduleWithFixedDelay(
            interval, interval, reload::look, ExecutionContext.fromExecutor(own));
  }

  private void look() {
    try {
      if (library.refresh()) {
        behind.addAll(running.names());
      }
      behind.removeIf(this::isSettled);
    } catch (RuntimeException failed) {
      // Else it would never look again.
      LOG.error("item jars cannot be looked at: {}", failed.getClass().getName());
    }
  }

  private boolean isSettled(String production) {
    String[] names = production.split("/", 2);
    return switch (deployer.reload(names[0], names[1]).toCompletableFuture().join()) {
      case Deployments.Done done -> {
        if (done.change() != null && !done.change().isEmpty()) {
          LOG.info(
              "{} version {} runs with changed jars; restarted {}",
              production,
              done.version(),
              touched(done.change().items()));
        }
        yield true;
      }
      case Deployments.Refused refused when FINAL.contains(refused.type()) -> {
        LOG.warn(
            "{} goes on with the item code it had: {}{}",
            production,
            refused.detail(),
            refused.problems().isEmpty() ? "" : " " + refused.problems());
        yield true;
      }
      case Deployments.Refused refused -> false;
      case Deployments.Planned planned -> true;
      case Deployments.Document document -> true;
      case Deployments.Compared compared -> true;
      case Deployments.Tested tested -> true;
      case Deployments.Found found -> true;
    };
  }

  private static String touched(List<ItemChange> items) {
    return items.stream()
        .filter(each -> each.how() != How.KEEP)
        .map(each -> each.item() + " (" + String.join(", ", each.because()) + ")")
        .collect(Collectors.joining(", "));
  }
}
