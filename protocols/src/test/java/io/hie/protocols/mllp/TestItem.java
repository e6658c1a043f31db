package io.hie.protocols.mllp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the engine gives an item, for tests: context, status as heard, settings as written. */
final class TestItem {
  /** A status as it was told. */
  record Told(Outside outside, String detail) {}

  private final List<Told> told = new CopyOnWriteArrayList<>();

  ItemContext context(Intake intake) {
    return new ItemContext(
        "royal",
        "adt",
        "Item_Under_Test",
        intake,
        (outside, detail) -> told.add(new Told(outside, detail)),
        null, // no item of this package uses the actor system
        Clock.systemUTC(),
        LoggerFactory.getLogger("hie.item.Item_Under_Test"));
  }

  List<Told> told() {
    return told;
  }

  Told lastTold() {
    return told.isEmpty() ? new Told(Outside.CONNECTING, "") : told.getLast();
  }

  static MllpServiceSettings service(Map<String, Object> given) {
    return (MllpServiceSettings) bound(0, judge(serviceKeys(given), operationKeys(1, Map.of()), 1));
  }

  static MllpOperationSettings operation(int port, Map<String, Object> given) {
    return (MllpOperationSettings)
        bound(1, judge(serviceKeys(Map.of()), operationKeys(port, given), 1));
  }

  /** What the reader of production documents says of a service and an operation. */
  static Verdict judge(Map<String, Object> service, Map<String, Object> operation, int poolSize) {
    Map<String, Object> in =
        Map.of(
            "name", "In",
            "item_type", "SERVICE",
            "type", "hl7.mllp.service",
            "adapter_settings", service,
            "host_settings", Map.of("TargetConfigNames", List.of("Out")));
    Map<String, Object> out =
        Map.of(
            "name", "Out",
            "item_type", "OPERATION",
            "type", "hl7.mllp.operation",
            "adapter_settings", operation,
            "host_settings", Map.of("PoolSize", poolSize));
    Map<String, Object> production =
        Map.of("name", "Test", "workspace", "royal", "items", List.of(in, out));
    ItemTypes types = ItemTypes.of(List.of(new MllpServiceType(), new MllpOperationType()));
    try {
      return new ProductionReader(types, Map.of())
          .read(new JsonMapper().writeValueAsString(production).getBytes(UTF_8));
    } catch (java.io.IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
  }

  private static Record bound(int item, Verdict verdict) {
    if (verdict instanceof Verdict.Accepted accepted) {
      return accepted.production().items().get(item).adapter();
    }
    throw new AssertionError(verdict.problems());
  }

  static Map<String, Object> serviceKeys(Map<String, Object> given) {
    return with(Map.of("Port", 0, "Interface", "127.0.0.1"), given);
  }

  static Map<String, Object> operationKeys(int port, Map<String, Object> given) {
    return with(Map.of("Host", "127.0.0.1", "Port", port), given);
  }

  private static Map<String, Object> with(Map<String, Object> base, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(base);
    all.putAll(more);
    return all;
  }
}
