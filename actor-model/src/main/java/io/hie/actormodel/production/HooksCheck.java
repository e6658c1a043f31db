package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the hooks of items: their classes, and the items that get copies. */
final class HooksCheck {
  private final Map<String, ItemDraft> byName = new HashMap<>();
  private final Problems problems;

  HooksCheck(List<ItemDraft> drafts, Problems problems) {
    this.problems = problems;
    for (ItemDraft draft : drafts) {
      if (draft.name() != null) {
        byName.putIfAbsent(draft.name(), draft);
      }
    }
  }

  void check() {
    byName.values().forEach(this::check);
  }

  private void check(ItemDraft draft) {
    if (draft.definition() == null) {
      return;
    }
    HostSettings host = draft.definition().host();
    String path = draft.path() + ".host_settings";
    if (draft.kind() == ItemKind.SERVICE && (!host.hooks().isEmpty() || !items(host).isEmpty())) {
      problems.error(
          path,
          "a SERVICE has no queue whose messages hooks could be told of",
          "put the hook at the items that it sends to");
      return;
    }
    ClassLoader loader =
        draft.lookup() instanceof ItemTypes.Lookup.Installed installed
            ? installed.type().classLoader()
            : HooksCheck.class.getClassLoader();
    for (String name : host.hooks()) {
      String fault = HookClasses.fault(name, loader);
      if (fault != null) {
        problems.error(
            Place.key(path, "Hooks"),
            Shown.quoted(name) + ": " + fault,
            "name a public class that implements io.hie.actormodel.item.MessageHook");
      }
    }
    item(draft, path, "BeforeItem", host.beforeItem());
    item(draft, path, "AfterItem", host.afterItem());
    item(draft, path, "OnErrorItem", host.onErrorItem());
  }

  private void item(ItemDraft draft, String path, String key, @Nullable String name) {
    if (name == null) {
      return;
    }
    ItemDraft found = byName.get(name);
    if (found == null) {
      problems.error(
          Place.key(path, key),
          "there is no item " + Shown.quoted(name),
          Nearest.hint(name, byName.keySet().stream().sorted().toList()));
    } else if (found.kind() == ItemKind.SERVICE || name.equals(draft.name())) {
      problems.error(
          Place.key(path, key),
          Shown.quoted(name) + " cannot take copies of these messages",
          "name another PROCESS or OPERATION");
    }
  }

  /** The items that get copies of an item's messages. */
  static List<String> items(HostSettings host) {
    List<String> items = new ArrayList<>(3);
    add(items, host.beforeItem());
    add(items, host.afterItem());
    add(items, host.onErrorItem());
    return items;
  }

  private static void add(List<String> items, @Nullable String name) {
    if (name != null) {
      items.add(name);
    }
  }
}
