package io.hie.clusternode.cluster;

import io.hie.httpapi.ClusterState;
import io.hie.sharding.CborSerializable;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What a node says of itself to the others, and how it is told to leave. */
final class Reporter {
  private static final String NAME = "node-reporter";
  private static final Duration ANSWER = Duration.ofSeconds(3);

  /** Why a node ended that was drained. */
  static final class Drained implements CoordinatedShutdown.Reason {}

  private sealed interface Command {}

  /** How are you? */
  record Ask(ActorRef<Answer> replyTo) implements Command, CborSerializable {}

  /** Answers {@link Ask}. */
  record Answer(ClusterState.Report report) implements CborSerializable {}

  /** Hand over what you have, leave and end. */
  record Drain() implements Command, CborSerializable {}

  private record Ready(ActorRef<Answer> to, ClusterState.Report report) implements Command {}

  private record NotReady() implements Command {}

  private Reporter() {}

  /** Starts to answer. */
  static void start(ActorSystem<?> system, Supplier<CompletionStage<ClusterState.Report>> report) {
    system.systemActorOf(
        Behaviors.<Command>setup(context -> answering(context, report)), NAME, Props.empty());
  }

  private static Behavior<Command> answering(
      ActorContext<Command> context, Supplier<CompletionStage<ClusterState.Report>> report) {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case Ask ask ->
                context.pipeToSelf(
                    report.get(),
                    (done, failure) ->
                        failure == null ? new Ready(ask.replyTo(), done) : new NotReady());
            case Ready ready -> ready.to().tell(new Answer(ready.report()));
            case NotReady none -> {
              // Whoever asked takes it as an answer that does not come.
            }
            case Drain drain -> {
              context.getLog().info("This node was told to hand over what it has and to leave");
              CoordinatedShutdown.get(context.getSystem()).runAll(new Drained());
            }
          }
          return Behaviors.same();
        });
  }

  /** What a node says of itself; fails if it does not within some seconds. */
  static CompletionStage<ClusterState.Report> ask(ActorSystem<?> system, String address) {
    return at(system, address)
        .resolveOne(ANSWER)
        .thenCompose(
            reporter ->
                AskPattern.<Command, Answer>ask(
                    Adapter.toTyped(reporter), Ask::new, ANSWER, system.scheduler()))
        .thenApply(Answer::report);
  }

  static void drain(ActorSystem<?> system, String address) {
    at(system, address).tell(new Drain(), org.apache.pekko.actor.ActorRef.noSender());
  }

  private static ActorSelection at(ActorSystem<?> system, String address) {
    return system.classicSystem().actorSelection(address + "/system/" + NAME);
  }
}
