package io.hie.itemtestkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemSchema;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Problem;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import io.hie.actormodel.runtime.Outcomes;
import io.hie.actormodel.runtime.ProductionActor;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** An item with the settings that a production would give it, before it runs. */
public final class Setup {
  static final String WORKSPACE = "test";
  static final String ITEM = "Item";
  private static final List<String> HOOK_ITEMS = List.of("BeforeItem", "AfterItem", "OnErrorItem");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final AtomicLong STARTED = new AtomicLong();

  private final ItemType type;
  private final JsonNode adapterKeys;
  private final ObjectNode adapter = JSON.createObjectNode();
  private final ObjectNode host = JSON.createObjectNode();
  private List<String> targets = List.of("Out");

  Setup(ItemType type) {
    this.type = type;
    this.adapterKeys = ItemSchema.of(type).at("/properties/adapter_settings/properties");
  }

  static ItemType typeOf(Class<? extends Item> item) {
    return switch (ItemTypes.of(List.of(), item.getClassLoader()).find(item.getName())) {
      case ItemTypes.Lookup.Installed(ItemType found) -> found;
      case ItemTypes.Lookup.Later later -> throw new AssertionError(later.name());
      case ItemTypes.Lookup.Unknown(String message, String hint) ->
          throw new AssertionError(message + " (" + hint + ")");
    };
  }

  /**
   * Gives a setting, its own or one that every item has.
   *
   * @param key as in a document, such as {@code MaxBytes}
   * @param value a number, a truth value, a list or a map; of anything else its text
   */
  public Setup set(String key, Object value) {
    JsonNode written =
        switch (value) {
          case Duration duration -> JSON.getNodeFactory().textNode(duration.toString());
          case Number number -> JSON.valueToTree(number);
          case Boolean truth -> JSON.valueToTree(truth);
          case List<?> list -> JSON.valueToTree(list);
          case Map<?, ?> map -> JSON.valueToTree(map);
          default -> JSON.getNodeFactory().textNode(value.toString());
        };
    (adapterKeys.has(key) ? adapter : host).set(key, written);
    return this;
  }

  /** The items that it may send to; one called {@code Out} if nothing is said. */
  public Setup targets(String... names) {
    targets = List.of(names);
    return this;
  }

  /** What a production says of these settings, errors and warnings; empty if they are right. */
  public List<Problem> problems() {
    return read("Kit").problems().stream()
        .filter(problem -> problem.path().startsWith("$.items[0]"))
        .toList();
  }

  /**
   * Runs the item, and waits until it has started or could not.
   *
   * @throws AssertionError if its settings are refused, with every reason
   */
  public ItemTestKit start() {
    String project = "Kit-" + STARTED.incrementAndGet();
    production(project);
    return new ItemTestKit(KitSystem.take(), this, project);
  }

  ProductionActor.Plan plan(String project, Intake intake, Outcomes outcomes, Clock clock) {
    Production production = production(project);
    ItemDefinition definition = production.item(ITEM).orElseThrow();
    Map<String, DeployedItem> items = new HashMap<>();
    items.put(ITEM, new DeployedItem(type.kind(), definition.host(), Set.of()));
    return new ProductionActor.Plan(
        new DeployedProduction(
            WORKSPACE, project, production.settings().shardingStrategy(), 1_000, items),
        List.of(new ProductionActor.Plan.Part(definition, type)),
        service -> intake,
        outcomes,
        clock);
  }

  private Production production(String project) {
    return switch (read(project)) {
      case Verdict.Accepted accepted -> accepted.production();
      case Verdict.Refused refused ->
          throw new AssertionError("the settings are refused: " + refused.problems());
    };
  }

  private Verdict read(String project) {
    ObjectNode document = JSON.createObjectNode();
    document.put("name", project).put("workspace", WORKSPACE);
    ArrayNode items = document.putArray("items");
    ObjectNode item = items.addObject();
    item.put("name", ITEM).put("item_type", type.kind().name()).put("type", type.name());
    item.set("adapter_settings", adapter);
    item.set("host_settings", host);
    if (type.kind() != ItemKind.OPERATION && !host.has("TargetConfigNames")) {
      targets.forEach(host.putArray("TargetConfigNames")::add);
    }
    Set<String> stubs = new LinkedHashSet<>();
    host.path("TargetConfigNames").forEach(name -> stubs.add(name.asText()));
    HOOK_ITEMS.stream().filter(host::has).forEach(key -> stubs.add(host.path(key).asText()));
    for (String stub : stubs) {
      items.addObject().put("name", stub).put("item_type", "OPERATION").put("type", Stub.NAME);
    }
    return new ProductionReader(
            ItemTypes.of(List.of(type, new Stub()), type.getClass().getClassLoader()), Map.of())
        .read(document.toString().getBytes(StandardCharsets.UTF_8));
  }
}
