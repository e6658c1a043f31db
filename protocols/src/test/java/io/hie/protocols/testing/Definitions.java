package io.hie.protocols.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Problem;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import io.hie.protocols.file.FileOperationType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Item definitions as a production document gives them: bound and checked by the real reader. */
public final class Definitions {
  private Definitions() {}

  /** The definition of an item with these adapter settings, which must be right. */
  public static ItemDefinition of(ItemType type, Map<String, ?> settings) {
    return switch (read(type, settings)) {
      case Verdict.Accepted accepted -> accepted.production().items().getFirst();
      case Verdict.Refused refused -> throw new AssertionError(refused.problems());
    };
  }

  /** Makes an item with these adapter settings. */
  public static Item make(ItemType type, Map<String, ?> settings, ItemContext context) {
    return type.create(of(type, settings), context);
  }

  /** What is wrong with these adapter settings: their problems, not those of other places. */
  public static List<Problem> problems(ItemType type, Map<String, ?> settings) {
    return read(type, settings).problems().stream()
        .filter(problem -> problem.path().startsWith("$.items[0].adapter_settings"))
        .toList();
  }

  private static Verdict read(ItemType type, Map<String, ?> settings) {
    Map<String, Object> written = new LinkedHashMap<>();
    settings.forEach((key, value) -> written.put(key, plain(value)));
    ItemType next = new FileOperationType();
    List<String> targets = type.kind() == ItemKind.SERVICE ? List.of("Next") : List.of();
    List<Map<String, Object>> items =
        List.of(
            item("Item", type, written, Map.of("TargetConfigNames", targets)),
            item("Next", next, Map.of("Directory", "next"), Map.of()));
    try {
      byte[] document =
          JsonMapper.builder()
              .build()
              .writeValueAsBytes(Map.of("name", "Test", "workspace", "test", "items", items));
      return new ProductionReader(ItemTypes.of(List.of(type, next)), Map.of()).read(document);
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Map<String, Object> item(
      String name, ItemType type, Map<String, ?> adapterSettings, Map<String, ?> hostSettings) {
    return Map.of(
        "name", name,
        "item_type", type.kind().name(),
        "type", type.name(),
        "adapter_settings", adapterSettings,
        "host_settings", hostSettings);
  }

  private static Object plain(Object value) {
    return value instanceof Number
            || value instanceof Boolean
            || value instanceof List
            || value instanceof Map
        ? value
        : value.toString();
  }
}
