package io.hie.httpapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemSchema;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.ItemTypes.Lookup;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/item-types}: what productions can name in {@code type} at this moment, with the
 * JSON Schema of its settings. The list has the registered types and the item classes of jars; one
 * type is also found by the name of any class on the class path.
 */
final class ItemTypeRoutes extends AllDirectives {
  private final NodeView node;
  private final Pages pages = new Pages();

  ItemTypeRoutes(NodeView node) {
    this.node = node;
  }

  /**
   * A type.
   *
   * @param jar the version of the jar that has it; null if the engine has
   * @param adapterSettings JSON Schema, draft 2020-12, of {@code adapter_settings}
   * @param hostSettings the same of {@code host_settings}, those that every item has among them
   * @param answersSenders whether {@code sync_reliable} and {@code concurrent_sync} may be used
   *     where it receives; true for what does not receive
   */
  record TypeJson(
      String name,
      String title,
      String kind,
      @Nullable String jar,
      boolean answersSenders,
      JsonNode adapterSettings,
      JsonNode hostSettings) {}

  Route routes() {
    return pathPrefix(
        "item-types",
        () ->
            get(
                () ->
                    concat(
                        pathEnd(() -> pages.page("itemTypes", all(), ItemTypeRoutes::json)),
                        path(PathMatchers.segment(), name -> complete(one(name))))));
  }

  private Map<String, ItemType> all() {
    ItemTypes types = node.itemTypes();
    Map<String, ItemType> found = new TreeMap<>();
    types.all().forEach(type -> found.put(type.name(), type));
    for (String name : types.classes().names()) {
      if (types.find(name) instanceof Lookup.Installed(ItemType type)) {
        found.put(type.name(), type);
      }
    }
    return found;
  }

  private HttpResponse one(String name) {
    return switch (node.itemTypes().find(name)) {
      case Lookup.Installed(ItemType type) -> Json.answer(200, json(type));
      case Lookup.Later later ->
          Json.problem(
              404,
              "no-item-type",
              "No such item type",
              later.name() + " is known, but not part of this version");
      case Lookup.Unknown(String message, String hint) ->
          Json.problem(404, "no-item-type", "No such item type", message + "; " + hint);
    };
  }

  private static TypeJson json(ItemType type) {
    JsonNode properties = ItemSchema.of(type).path("properties");
    return new TypeJson(
        type.name(),
        title(type.name()),
        type.kind().name(),
        type.jar().isEmpty() ? null : type.jar(),
        type.answersSenders(),
        properties.path("adapter_settings"),
        properties.path("host_settings"));
  }

  /** {@code WardFilter} of a class name, and a registered name as it is. */
  private static String title(String name) {
    int last = name.lastIndexOf('.') + 1;
    return last < name.length() && Character.isUpperCase(name.charAt(last))
        ? name.substring(last)
        : name;
  }
}
