package io.hie.actormodel.deployment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.hie.actormodel.deployment.ItemChange.How;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionSettings;
import io.hie.actormodel.production.SettingsDiff;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a changed document does to a production that runs: a pure function of the old and the new.
 *
 * @param items those of the new document in its order, then those that are removed
 * @param settings keys of {@code production_settings} that differ
 * @param notes what its author should know
 * @param obstacle why it cannot be applied as things are; empty if it can
 */
public record ChangePlan(
    String workspace,
    String project,
    List<ItemChange> items,
    List<String> settings,
    List<String> notes,
    String obstacle) {

  /**
   * Common settings that only histories and the item's own actor act on, so that no item need be
   * made anew for them.
   */
  private static final Set<String> OF_THE_ENGINE =
      Set.of("RetryLimit", "RetryInterval", "AmbiguousPolicy", "MessageTimeout");

  private static final String TARGETS = "TargetConfigNames";

  public ChangePlan {
    items = List.copyOf(items);
    settings = List.copyOf(settings);
    notes = List.copyOf(notes);
  }

  /** Whether it does nothing at all. */
  @JsonIgnore
  public boolean isEmpty() {
    return settings.isEmpty() && items.stream().allMatch(each -> each.how() == How.KEEP);
  }

  /** The items that something is done with in this way. */
  public List<ItemChange> those(How how) {
    return items.stream().filter(each -> each.how() == how).toList();
  }

  /**
   * Makes a plan.
   *
   * @param from what runs; null if nothing does
   * @param desired items that are not to be running
   */
  public static ChangePlan of(
      @Nullable Production from, Production to, Map<String, Desired> desired) {
    List<ItemChange> items = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (ItemDefinition item : to.items()) {
      named.add(item.name());
      ItemDefinition old = from == null ? null : from.item(item.name()).orElse(null);
      items.add(change(from, old, to, item, desired.getOrDefault(item.name(), Desired.RUNNING)));
    }
    to.unavailable().forEach(each -> named.add(each.name()));
    if (from != null) {
      for (ItemDefinition old : from.items()) {
        if (!named.contains(old.name())) {
          items.add(removed(old));
          notes.add(
              old.name()
                  + " is removed: what it cannot finish within 10 s is parked, and order between it"
                  + " and an item that takes its place is not kept");
        }
      }
    }
    List<String> settings =
        from == null ? List.of() : SettingsDiff.keys(from.settings(), to.settings());
    String obstacle =
        from != null && strategy(from) != strategy(to)
            ? "ShardingStrategy decides which messages are kept in order and cannot change while"
                + " messages are open or taken in; stop the services and let everything finish,"
                + " then apply"
            : "";
    return new ChangePlan(to.workspace().id(), to.name(), items, settings, notes, obstacle);
  }

  private static ProductionSettings.ShardingStrategy strategy(Production production) {
    return production.settings().shardingStrategy();
  }

  private static ItemChange change(
      @Nullable Production from,
      @Nullable ItemDefinition old,
      Production to,
      ItemDefinition item,
      Desired desired) {
    if (old == null) {
      return item.enabled()
          ? plain(item, How.START, desired == Desired.STOPPED ? "new, and stopped" : "new")
          : plain(item, How.KEEP, "new, and disabled");
    }
    if (!item.enabled()) {
      return old.enabled()
          ? new ItemChange(
              item.name(), item.kind(), How.STOP, List.of("disabled"), closed(item.kind()))
          : plain(item, How.KEEP, "disabled");
    }
    if (!old.enabled()) {
      return plain(item, How.START, "enabled");
    }
    ItemType type = to.types().get(item.type());
    ItemType before = from == null ? null : from.types().get(old.type());
    if (type == null || before == null || !item.type().equals(old.type())) {
      return restart(item, List.of("type"));
    }
    if (type.code() != before.code()) {
      return restart(item, List.of(codeOf(type)));
    }
    List<String> host = SettingsDiff.keys(old.host(), item.host());
    List<String> keys = new ArrayList<>(host);
    keys.addAll(SettingsDiff.keys(old.adapter(), item.adapter()));
    keys.addAll(SettingsDiff.keys(old.own(), item.own()));
    item.secrets()
        .forEach(
            (name, revision) -> {
              Long was = old.secrets().get(name);
              if (was != null && !was.equals(revision)) {
                keys.add("secret " + name);
              }
            });
    if (keys.isEmpty()) {
      return new ItemChange(item.name(), item.kind(), How.KEEP, List.of(), "");
    }
    return inPlace(type, old, item, keys)
        ? new ItemChange(item.name(), item.kind(), How.CHANGE, keys, "kept")
        : restart(item, keys);
  }

  private static String codeOf(ItemType type) {
    return "the code of " + type.name() + (type.jar().isEmpty() ? "" : ", now " + type.jar());
  }

  private static boolean inPlace(
      ItemType type, ItemDefinition old, ItemDefinition item, List<String> keys) {
    Set<String> left = new HashSet<>(keys);
    left.removeAll(OF_THE_ENGINE);
    if (item.kind() == ItemKind.SERVICE) {
      left.remove(TARGETS);
    }
    return left.isEmpty() || type.changesInPlace(old, item, left);
  }

  private static ItemChange plain(ItemDefinition item, How how, String because) {
    return new ItemChange(item.name(), item.kind(), how, List.of(because), "");
  }

  private static ItemChange restart(ItemDefinition item, List<String> because) {
    return new ItemChange(item.name(), item.kind(), How.RESTART, because, closed(item.kind()));
  }

  private static ItemChange removed(ItemDefinition item) {
    return new ItemChange(
        item.name(),
        item.kind(),
        How.REMOVE,
        List.of("no longer in the document"),
        item.enabled() ? closed(item.kind()) : "");
  }

  private static String closed(ItemKind kind) {
    return switch (kind) {
      case SERVICE -> "answered and closed";
      case PROCESS -> "";
      case OPERATION -> "closed when what is in hand is answered";
    };
  }
}
