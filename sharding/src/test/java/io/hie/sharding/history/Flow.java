package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Service;
import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.key.MessageKeys.OtherRecord;
import io.hie.actormodel.key.NhsNumber;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.HostSettings.AmbiguousPolicy;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Problem;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.SecretValues;
import io.hie.actormodel.production.Verdict;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.actormodel.runtime.ProductionActor;
import io.hie.actormodel.runtime.Productions;
import io.hie.sharding.key.ShardingKey;
import io.hie.sharding.seal.SealOpener;
import io.hie.sharding.seal.WrappedDataKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/** A production of hand-made items that runs on an {@link Engine}. */
final class Flow {
  static final String WORKSPACE = "ward";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Engine engine;
  private Production plan;
  private @Nullable ActorRef<ProductionActor.Command> production;

  private Flow(Engine engine, Production plan) {
    this.engine = engine;
    this.plan = plan;
  }

  /** Host settings as a document gives them. */
  static HostSettings host(AmbiguousPolicy policy, int retryLimit, Duration retryInterval) {
    Builder builder = new Builder(null, "any");
    builder.operation(
        "Out",
        "\"AmbiguousPolicy\": \"%s\", \"RetryLimit\": %d, \"RetryInterval\": \"%s\""
            .formatted(policy.name().toLowerCase(Locale.ROOT), retryLimit, retryInterval),
        new Receiver());
    return builder.read().items().getFirst().host();
  }

  /** What a check says of a process with these settings. */
  static List<Problem> problems(String hostSettings) {
    return new Builder(null, "any")
        .service("In", "Map")
        .process("Map", hostSettings, message -> Handling.to("Out"), "Out")
        .operation("Out", "", new Receiver())
        .verdict()
        .problems();
  }

  /** Puts a production together. */
  static final class Builder {
    private final @Nullable Engine engine;
    private final String project;
    private final List<String> items = new ArrayList<>();
    private final List<ItemType> types = new ArrayList<>();
    private String settings = "";

    Builder(@Nullable Engine engine, String project) {
      this.engine = engine;
      this.project = project;
    }

    Builder settings(String json) {
      settings = json;
      return this;
    }

    /** A service that stands for whoever calls {@link Flow#send}. */
    Builder service(String name, String... targets) {
      return add(name, ItemKind.SERVICE, targets(targets), new Nobody());
    }

    /** A service with settings of its own. */
    Builder serviceWith(String name, String hostSettings, String... targets) {
      return add(name, ItemKind.SERVICE, join(targets(targets), hostSettings), new Nobody());
    }

    Builder process(String name, String hostSettings, Process process, String... targets) {
      return add(name, ItemKind.PROCESS, join(targets(targets), hostSettings), process);
    }

    Builder operation(String name, String hostSettings, Operation operation) {
      return add(name, ItemKind.OPERATION, hostSettings, operation);
    }

    private Builder add(String name, ItemKind kind, String hostSettings, Item item) {
      types.add(new Type("test." + name, kind, item, new AtomicInteger()));
      items.add(
          """
          {"name": "%s", "item_type": "%s", "type": "test.%s", "host_settings": {%s}}\
          """
              .formatted(name, kind, name, hostSettings));
      return this;
    }

    private static String targets(String... targets) {
      return "\"TargetConfigNames\": [\"" + String.join("\", \"", targets) + "\"]";
    }

    private static String join(String a, String b) {
      return b.isEmpty() ? a : a + ", " + b;
    }

    private Production read() {
      return switch (verdict()) {
        case Verdict.Accepted accepted -> accepted.production();
        case Verdict.Refused refused -> throw new AssertionError(refused.problems().toString());
      };
    }

    private Verdict verdict() {
      String document =
          """
          {"name": "%s", "workspace": "%s", "production_settings": {%s}, "items": [%s]}
          """
              .formatted(project, WORKSPACE, settings, String.join(",\n", items));
      return new ProductionReader(ItemTypes.of(types), Map.of()).read(document.getBytes(UTF_8));
    }

    /** Makes it known, and starts none of its items. */
    Flow deploy() {
      if (engine == null) {
        throw new IllegalStateException("no engine");
      }
      Flow flow = new Flow(engine, read());
      Productions.get(engine.system()).deploy(flow.deployed());
      return flow;
    }

    /** Makes it known and runs it. */
    Flow start() {
      Flow flow = deploy();
      flow.startItems();
      return flow;
    }
  }

  private DeployedProduction deployed() {
    Map<String, DeployedItem> items = new HashMap<>();
    for (ItemDefinition item : plan.items()) {
      items.put(
          item.name(),
          new DeployedItem(item.kind(), item.host(), plan.graph().upstreamOf(item.name())));
    }
    return new DeployedProduction(
        WORKSPACE,
        plan.name(),
        plan.settings().shardingStrategy(),
        plan.settings().maxOpenMessages(),
        items);
  }

  /** Puts another document into effect; gives what went wrong, or nothing. */
  String change(Builder next) {
    Production before = plan;
    Production after = next.read();
    ChangePlan change = ChangePlan.of(before, after, Map.of());
    plan = after;
    String problem =
        AskPattern.<ProductionActor.Command, ProductionActor.Answer>ask(
                running(),
                replyTo ->
                    new ProductionActor.Change(
                        toRun(),
                        change,
                        () -> CompletableFuture.completedFuture(Done.getInstance()),
                        replyTo),
                Duration.ofSeconds(60),
                engine.testKit.scheduler())
            .toCompletableFuture()
            .join()
            .problem();
    if (!problem.isEmpty()) {
      plan = before;
    }
    return problem;
  }

  void startItems() {
    production = engine.testKit.spawn(ProductionActor.create(toRun()));
  }

  private ProductionActor.Plan toRun() {
    List<ProductionActor.Plan.Part> parts = new ArrayList<>();
    for (ItemDefinition item : plan.items()) {
      parts.add(new ProductionActor.Plan.Part(item, plan.types().get(item.type())));
    }
    return new ProductionActor.Plan(
        deployed(),
        parts,
        service -> engine.histories.intake(WORKSPACE, plan.name(), service),
        engine.histories.outcomes(),
        Clock.systemUTC(),
        Map.of(),
        List.copyOf(engine.jvms),
        SecretValues.NONE);
  }

  void stopItems() {
    AskPattern.<ProductionActor.Command, Done>ask(
            running(), ProductionActor.StopAll::new, PATIENCE, engine.testKit.scheduler())
        .toCompletableFuture()
        .join();
  }

  ItemStatus status(String item) {
    return AskPattern.<ProductionActor.Command, ProductionActor.Status>ask(
            running(), ProductionActor.GetStatus::new, PATIENCE, engine.testKit.scheduler())
        .toCompletableFuture()
        .join()
        .items()
        .stream()
        .filter(each -> each.address().item().equals(item))
        .findFirst()
        .orElseThrow();
  }

  private ActorRef<ProductionActor.Command> running() {
    if (production == null) {
      throw new IllegalStateException("its items were not started");
    }
    return production;
  }

  String project() {
    return plan.name();
  }

  Production plan() {
    return plan;
  }

  /** How often an item was made. */
  int made(String item) {
    return ((Type) plan.types().get("test." + item)).made().get();
  }

  // --- sending

  Intake intake() {
    return engine.histories.intake(WORKSPACE, plan.name(), "In");
  }

  /** An envelope as a service makes it. */
  static MessageEnvelope envelope(String body) {
    return MessageEnvelope.hl7(
        Payload.of(body, UTF_8), "ADT_A01", "2.4", "UTF-8", "In", Instant.now());
  }

  CompletableFuture<Acceptance> send(NhsNumber patient, @Nullable String controlId, String body) {
    return send(patient, controlId, envelope(body));
  }

  CompletableFuture<Acceptance> send(
      NhsNumber patient, @Nullable String controlId, MessageEnvelope envelope) {
    return send(new MessageKeys(patient, null, "", "ADT^A01", ""), controlId, envelope);
  }

  /** An A40: the patient under {@code from} is {@code into}. */
  CompletableFuture<Acceptance> merge(NhsNumber from, NhsNumber into, String text) {
    engine.known.add(id(from));
    return send(
        new MessageKeys(
            into, null, "", "ADT^A40", "", List.of(new OtherRecord(from, null, "A40", true))),
        text,
        envelope(text));
  }

  /** Any message, by what it says of itself. */
  CompletableFuture<Acceptance> send(
      MessageKeys keys, @Nullable String controlId, MessageEnvelope envelope) {
    engine.known.add(
        engine.histories.idOf(
            ShardingKey.of(plan.settings().shardingStrategy(), WORKSPACE, plan.name(), keys, "")));
    CompletableFuture<Acceptance> answer = new CompletableFuture<>();
    intake()
        .submit(
            new Intake.Submission(envelope, keys, "PAS|SEASIDE", controlId),
            acceptance -> {
              if (!answer.complete(acceptance)) {
                throw new AssertionError("answered twice");
              }
            });
    // Later than the intake itself gives up.
    return answer.orTimeout(30, TimeUnit.SECONDS);
  }

  /** Sends and waits until it is stored; gives the id of the message. */
  String stored(NhsNumber patient, @Nullable String controlId, String body) {
    Acceptance acceptance = send(patient, controlId, body).join();
    if (acceptance instanceof Acceptance.Stored stored) {
      return stored.messageId();
    }
    throw new AssertionError("not stored: " + acceptance);
  }

  // --- looking

  String id(NhsNumber patient) {
    return engine.histories.idOf(ShardingKey.patient(WORKSPACE, plan.name(), patient));
  }

  String persistenceId(NhsNumber patient) {
    return HistoryEntity.persistenceId(id(patient)).id();
  }

  /** What is in the log now, opened. */
  List<HistoryEvent> events(NhsNumber patient) {
    SealOpener opener = new SealOpener(id(patient), new WrappedDataKeys(engine.keys, engine.keys));
    return stored(patient).stream()
        .map(event -> opener.open(0, event).toCompletableFuture().join().event())
        .toList();
  }

  /** What is in the log now, as it is stored. */
  List<HistoryEvent> stored(NhsNumber patient) {
    return engine.journal.persistedInStorage(persistenceId(patient)).stream()
        .map(HistoryEvent.class::cast)
        .toList();
  }

  <T extends HistoryEvent> List<T> events(NhsNumber patient, Class<T> kind) {
    return events(patient).stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  long openMessages() {
    return engine.histories.openMessages(WORKSPACE, plan.name());
  }

  void awaitNothingOpen() {
    await("nothing open").until(() -> openMessages() == 0);
  }

  HistoryCommand.Overview overview(NhsNumber patient) {
    ShardedOutcomes outcomes = (ShardedOutcomes) engine.histories.outcomes();
    return AskPattern
        .<org.apache.pekko.cluster.sharding.typed.ShardingEnvelope<HistoryCommand>,
            HistoryCommand.Overview>
            ask(
                outcomes.region(),
                replyTo ->
                    new org.apache.pekko.cluster.sharding.typed.ShardingEnvelope<>(
                        id(patient), new HistoryCommand.GetOverview(replyTo)),
                PATIENCE,
                engine.testKit.scheduler())
        .toCompletableFuture()
        .join();
  }

  /** A service that nothing comes into by itself. */
  private static final class Nobody implements Service {
    @Override
    public CompletionStage<Void> pause() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> resume() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private record Type(String name, ItemKind kind, Item item, AtomicInteger made)
      implements ItemType {
    @Override
    public Class<? extends Record> adapterSettings() {
      return NoSettings.class;
    }

    @Override
    public Item create(ItemDefinition definition, ItemContext context) {
      made.incrementAndGet();
      return item;
    }
  }
}
