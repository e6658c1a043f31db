package io.hie.actormodel.runtime;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.item.ItemKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The items of one production that are alive, and how they are to be. Only touched on the thread of
 * the production's actor, to which {@link #here} brings whatever has to wait first.
 */
final class Crew {
  static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  /** How long nothing must come to items before nothing is taken to come any more. */
  private static final Duration QUIET = Duration.ofMillis(300);

  private static final Duration LOOK = Duration.ofMillis(25);

  private final ActorContext<ProductionActor.Command> context;
  private final Map<String, ItemHandle> live = new LinkedHashMap<>();
  private final Map<String, ItemHandle> leaving = new LinkedHashMap<>();
  private final Set<String> failed = new HashSet<>();
  private final Map<String, Desired> desired = new HashMap<>();

  Crew(ActorContext<ProductionActor.Command> context, Map<String, Desired> desired) {
    this.context = context;
    this.desired.putAll(desired);
  }

  /** Runs what it is given on the thread of the production's actor. */
  Executor here() {
    return step -> context.getSelf().tell(new ProductionActor.Run(step));
  }

  Desired desired(String item) {
    return desired.getOrDefault(item, Desired.RUNNING);
  }

  void want(String item, Desired wanted) {
    desired.put(item, wanted);
  }

  @Nullable ItemHandle find(String item) {
    return live.get(item);
  }

  /** Those of these names that are alive. */
  List<ItemHandle> those(Collection<String> items) {
    List<ItemHandle> found = new ArrayList<>();
    for (String item : items) {
      ItemHandle handle = live.get(item);
      if (handle != null) {
        found.add(handle);
      }
    }
    return found;
  }

  List<ItemHandle> all() {
    return List.copyOf(live.values());
  }

  /** What of this name there is to see: alive, or stopping. */
  @Nullable ItemHandle visible(String item) {
    ItemHandle handle = live.get(item);
    return handle == null ? leaving.get(item) : handle;
  }

  /** All that there are to see. */
  List<ItemHandle> visible() {
    List<ItemHandle> all = new ArrayList<>(live.values());
    all.addAll(leaving.values());
    return all;
  }

  static List<ItemHandle> services(Collection<ItemHandle> items) {
    return items.stream().filter(item -> item.definition().kind() == ItemKind.SERVICE).toList();
  }

  static List<ItemHandle> others(Collection<ItemHandle> items) {
    return items.stream().filter(item -> item.definition().kind() != ItemKind.SERVICE).toList();
  }

  /** Starts an item as it is to be; the one of that name before must have been stopped. */
  ItemHandle start(ProductionActor.Plan plan, ProductionActor.Plan.Part part, boolean open) {
    String name = part.definition().name();
    ItemHandle handle =
        ItemHandle.start(context, plan, part, open, desired(name) == Desired.PAUSED);
    live.put(name, handle);
    failed.remove(name);
    context.watchWith(handle.actor(), new ProductionActor.Ended(handle));
    return handle;
  }

  /** Its actor has ended. */
  void ended(ItemHandle handle) {
    String name = handle.definition().name();
    leaving.remove(name, handle);
    if (live.remove(name, handle) && desired(name) != Desired.STOPPED) {
      failed.add(name);
    }
  }

  /** Whether it ended by itself and was not started since. */
  boolean hasFailed(String item) {
    return failed.contains(item);
  }

  /**
   * Stops items; they are not among the living from now on. Completes when they hold nothing any
   * more, or fails after {@link #STOP_TIMEOUT}.
   */
  CompletableFuture<Void> stop(Collection<ItemHandle> items) {
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (ItemHandle item : items) {
      String name = item.definition().name();
      if (live.remove(name, item)) {
        leaving.put(name, item);
      }
      failed.remove(name);
      answers.add(
          item.ask(ItemCommand.Stop::new, STOP_TIMEOUT)
              .thenAcceptAsync(done -> leaving.remove(name, item), here()));
    }
    return allOf(answers);
  }

  /**
   * Completes when nothing was in the queue or in hand of any of these for a while, with whether
   * that was so before the time was up.
   */
  CompletableFuture<Boolean> whenIdle(Collection<ItemHandle> items, Duration atMost) {
    CompletableFuture<Boolean> idle = new CompletableFuture<>();
    if (items.isEmpty()) {
      idle.complete(true);
    } else {
      look(List.copyOf(items), System.nanoTime(), System.nanoTime() + atMost.toNanos(), idle);
    }
    return idle;
  }

  private void look(
      List<ItemHandle> items, long quietSince, long deadline, CompletableFuture<Boolean> idle) {
    long now = System.nanoTime();
    long since = items.stream().allMatch(ItemHandle::isIdle) ? quietSince : now;
    if (now - since >= QUIET.toNanos() || now - deadline >= 0) {
      idle.complete(now - since >= QUIET.toNanos());
      return;
    }
    context
        .getSystem()
        .scheduler()
        .scheduleOnce(
            LOOK, () -> look(items, since, deadline, idle), context.getExecutionContext());
  }

  static CompletableFuture<Void> allOf(Collection<? extends CompletableFuture<?>> answers) {
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
  }
}
