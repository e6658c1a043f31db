package io.hie.actormodel.production;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks whether the secrets that a document names are there, and which item names which. */
final class SecretsCheck {
  /**
   * A secret is named.
   *
   * @param path where
   */
  record Reference(String path, String name) {}

  private final List<Reference> references;
  private final String workspace;
  private final @Nullable Map<String, Long> known;
  private final Problems problems;

  /**
   * A check.
   *
   * @param known null if nobody can tell what is there
   */
  SecretsCheck(
      List<Reference> references,
      String workspace,
      @Nullable Map<String, Long> known,
      Problems problems) {
    this.workspace = workspace;
    this.references = references;
    this.known = known;
    this.problems = problems;
  }

  /** The secrets of each item with their revisions, by the item's path. */
  Map<String, SortedMap<String, Long>> check(List<ItemDraft> items) {
    Map<String, SortedMap<String, Long>> used = new HashMap<>();
    for (Reference each : references) {
      ItemDraft item =
          items.stream().filter(draft -> isInSettings(each, draft)).findFirst().orElse(null);
      if (item == null) {
        problems.error(
            each.path(),
            "a secret cannot stand here",
            "secrets stand in adapter_settings and host_settings of items");
      } else if (!item.isUnavailable() && known != null && !known.containsKey(each.name())) {
        problems.error(
            each.path(),
            "the workspace has no secret " + Shown.quoted(each.name()),
            Nearest.to(each.name(), known.keySet())
                .map(near -> "did you mean \"" + near + "\"?")
                .orElse(
                    "set it with: hie secrets set " + each.name() + " --workspace " + workspace));
      } else {
        used.computeIfAbsent(item.path(), path -> new TreeMap<>())
            .put(each.name(), known == null ? 0L : known.getOrDefault(each.name(), 0L));
      }
    }
    return used;
  }

  private static boolean isInSettings(Reference reference, ItemDraft item) {
    return Place.within(reference.path(), item.path() + ".adapter_settings")
        || Place.within(reference.path(), item.path() + ".host_settings");
  }
}
