package io.hie.actormodel.runtime;

import io.hie.actormodel.deployment.Action;
import io.hie.actormodel.deployment.Desired;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;

/** Does what an operator wants with items. Belongs to the production's actor, as the crew does. */
final class Operating {
  /** How long a whole production is given to finish what it has. */
  private static final Duration FINISH = Duration.ofSeconds(15);

  /** After this the operator is told that it takes longer; it goes on all the same. */
  private static final Duration ANSWER = Duration.ofSeconds(20);

  /** An item goes on draining however long it takes. */
  private static final Duration DRAIN = Duration.ofDays(1);

  private final Crew crew;
  private final ProductionActor.Plan plan;

  Operating(Crew crew, ProductionActor.Plan plan) {
    this.crew = crew;
    this.plan = plan;
  }

  /** Does it; completes with what was not done and why, or with nothing. */
  CompletableFuture<String> run(List<String> items, Action action) {
    items.forEach(item -> crew.want(item, action.desired()));
    List<ItemHandle> alive = crew.those(items);
    return switch (action) {
      case START -> {
        start(items);
        yield answered(tell(alive, ItemCommand.Resume::new), "did not start");
      }
      case RESUME -> answered(tell(alive, ItemCommand.Resume::new), "did not resume");
      case PAUSE -> {
        start(items);
        yield answered(tell(alive, ItemCommand.Pause::new), "did not pause");
      }
      case STOP -> answered(stop(alive), "did not stop, since messages are in hand,");
      case RESTART ->
          answered(
              stop(alive).thenRunAsync(() -> start(items), crew.here()),
              "did not stop, since messages are in hand, and start again");
      case DRAIN -> answered(drain(alive), "did not finish what is in the queue");
    };
  }

  /** Those that are not alive and are to be, as they are to be. */
  private void start(List<String> items) {
    for (ProductionActor.Plan.Part part : ProductionActor.downstreamFirst(plan.items())) {
      String name = part.definition().name();
      if (items.contains(name)
          && crew.find(name) == null
          && crew.desired(name) != Desired.STOPPED) {
        crew.start(plan, part, true);
      }
    }
  }

  private CompletableFuture<Void> stop(Collection<ItemHandle> items) {
    return crew.stop(Crew.services(items))
        .thenComposeAsync(done -> crew.stop(Crew.others(items)), crew.here());
  }

  /** With services among them, what they took in is given time to get through the others. */
  private CompletableFuture<Void> drain(List<ItemHandle> items) {
    List<ItemHandle> services = Crew.services(items);
    List<ItemHandle> others = Crew.others(items);
    return crew.stop(services)
        .thenComposeAsync(
            done -> crew.whenIdle(services.isEmpty() ? List.of() : others, FINISH), crew.here())
        .thenComposeAsync(
            idle ->
                Crew.allOf(
                    others.stream().map(item -> item.ask(ItemCommand.Drain::new, DRAIN)).toList()),
            crew.here());
  }

  private static CompletableFuture<Void> tell(
      List<ItemHandle> items,
      org.apache.pekko.japi.function.Function<ActorRef<Done>, ItemCommand> command) {
    return Crew.allOf(items.stream().map(item -> item.ask(command, ANSWER)).toList());
  }

  private static CompletableFuture<String> answered(
      CompletableFuture<Void> doing, String otherwise) {
    return doing
        .orTimeout(ANSWER.toSeconds(), TimeUnit.SECONDS)
        .handle(
            (done, slow) ->
                slow == null
                    ? ""
                    : "something "
                        + otherwise
                        + " within "
                        + ANSWER.toSeconds()
                        + " s; it goes on, and hie status shows how far it is");
  }
}
