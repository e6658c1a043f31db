package io.hie.actormodel.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** A production of one item, {@code Out}, that a test makes by hand, with nothing around it. */
final class Running {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final RecordedOutcomes outcomes;
  final ActorRef<ProductionActor.Command> production;
  final ItemAddress address;

  private final ActorTestKit testKit;

  /**
   * Starts it.
   *
   * @param project its name, used once
   * @param hostSettings as in a document, such as {@code "PoolSize": 2}
   * @param make called for each start
   */
  Running(
      ActorTestKit testKit,
      String project,
      ItemKind kind,
      String hostSettings,
      RecordedOutcomes outcomes,
      Function<ItemContext, Item> make) {
    this.testKit = testKit;
    this.outcomes = outcomes;
    this.address = new ItemAddress("ward", project, "Out");
    ItemType type = new Type("test", kind, make);
    Production plan = read(project, kind, hostSettings, type);
    ItemDefinition definition = plan.items().getFirst();
    this.production =
        testKit.spawn(
            ProductionActor.create(
                new ProductionActor.Plan(
                    new DeployedProduction(
                        "ward",
                        project,
                        plan.settings().shardingStrategy(),
                        100,
                        Map.of(
                            "Out",
                            new DeployedProduction.DeployedItem(
                                kind, definition.host(), Set.of()))),
                    List.of(new ProductionActor.Plan.Part(definition, type)),
                    service -> new NoIntake(),
                    outcomes,
                    Clock.systemUTC())));
  }

  /** Host settings as a document has them, such as {@code "PoolSize": 2}. */
  static HostSettings host(String hostSettings) {
    Operation nobody = delivery -> CompletableFuture.failedFuture(new IllegalStateException());
    return read(
            "p",
            ItemKind.OPERATION,
            hostSettings,
            new Type("test", ItemKind.OPERATION, c -> nobody))
        .items()
        .getFirst()
        .host();
  }

  private static Production read(
      String project, ItemKind kind, String hostSettings, ItemType type) {
    String document =
        """
        {"name": "%s", "workspace": "ward", "items": [
          {"name": "Out", "item_type": "%s", "type": "test", "host_settings": {%s}},
          {"name": "Next", "item_type": "OPERATION", "type": "next"}]}
        """
            .formatted(project, kind, hostSettings);
    Operation nobody = delivery -> CompletableFuture.failedFuture(new IllegalStateException());
    ItemType next = new Type("next", ItemKind.OPERATION, context -> nobody);
    return switch (new ProductionReader(ItemTypes.of(List.of(type, next)), Map.of())
        .read(document.getBytes(UTF_8))) {
      case Verdict.Accepted accepted -> accepted.production();
      case Verdict.Refused refused -> throw new AssertionError(refused.problems().toString());
    };
  }

  Items.Offer offer(Delivery delivery) {
    return Items.get(testKit.system()).offer(address, delivery);
  }

  ItemStatus status() {
    return ask(ProductionActor.GetStatus::new).toCompletableFuture().join().items().getFirst();
  }

  Phase phase() {
    return status().phase();
  }

  CompletionStage<Done> stop() {
    return ask(ProductionActor.StopAll::new);
  }

  private <T> CompletionStage<T> ask(
      org.apache.pekko.japi.function.Function<ActorRef<T>, ProductionActor.Command> command) {
    return AskPattern.ask(production, command, PATIENCE, testKit.scheduler());
  }

  private static final class NoIntake implements Intake {
    @Override
    public void submit(Submission submission, Listener listener) {
      listener.onAcceptance(new Acceptance.NotStored("nobody takes it"));
    }

    @Override
    public boolean isOpen(Runnable onOpen) {
      return true;
    }
  }

  private record Type(String name, ItemKind kind, Function<ItemContext, Item> make)
      implements ItemType {
    @Override
    public Class<? extends Record> adapterSettings() {
      return NoSettings.class;
    }

    @Override
    public Item create(ItemDefinition definition, ItemContext context) {
      return make.apply(context);
    }
  }
}
