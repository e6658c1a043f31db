package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A production that was read, bound and checked: it can be started as it is.
 *
 * @param name unique in its workspace
 * @param items those that can run, in the order of the document, disabled ones too
 * @param unavailable items of the document that stay out because their type is not part of this
 *     version; they have their place in the graph
 * @param types what makes the items, by the type that their definitions name
 * @param graph who sends to whom, among all items of the document
 * @param document as it was written, variables not put in
 */
public record Production(
    String name,
    Workspace workspace,
    ProductionSettings settings,
    List<ItemDefinition> items,
    List<UnavailableItem> unavailable,
    Map<String, ItemType> types,
    ProductionGraph graph,
    String document) {

  public Production {
    items = List.copyOf(items);
    unavailable = List.copyOf(unavailable);
    types = Map.copyOf(types);
  }

  /** The item of this name, if it can run. */
  public Optional<ItemDefinition> item(String item) {
    return items.stream().filter(each -> each.name().equals(item)).findFirst();
  }

  /** Without the items' settings, which may hold secrets. */
  @Override
  public String toString() {
    return "Production[" + workspace.id() + "/" + name + ", " + items.size() + " items]";
  }

  /** An item whose type comes with a later version. */
  public record UnavailableItem(String name, ItemKind kind, String type, String path) {}
}
