package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemTypes.Lookup;
import io.hie.actormodel.production.SettingsBinder.Bound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one item: its keys, its type, its settings. */
final class ItemReader {
  private static final List<String> KINDS =
      Arrays.stream(ItemKind.values()).map(ItemKind::name).toList();

  private final ItemTypes types;
  private final Problems problems;
  private final SettingsBinder binder;

  ItemReader(ItemTypes types, Problems problems) {
    this.types = types;
    this.problems = problems;
    this.binder = new SettingsBinder(problems);
  }

  /** For {@link #readAs}, which looks for no type. */
  ItemReader(Problems problems) {
    this(ItemTypes.of(List.of()), problems);
  }

  /** A definition with other settings of the same type; null if they are not right. */
  @Nullable ItemDefinition readAs(
      ItemType type, ItemDefinition like, JsonNode adapter, JsonNode host) {
    return define(
        type,
        like.type(),
        like.name(),
        like.enabled(),
        like.path(),
        adapter,
        host,
        problems.errors());
  }

  ItemDraft read(JsonNode item, String path) {
    int errorsBefore = problems.errors();
    binder.refuseUnknown(item, path, SettingsShape.of(DocumentKeys.ItemKeys.class).keys());
    Bound<DocumentKeys.ItemKeys> keys = binder.bind(DocumentKeys.ItemKeys.class, item, path);
    String name = keys.value("name", String.class);
    String typeName = keys.value("type", String.class);
    boolean enabled = !Boolean.FALSE.equals(keys.value("enabled", Boolean.class));
    if (name != null) {
      Names.check(name, path + ".name", problems);
    }
    Lookup lookup = typeName == null ? null : find(typeName, path + ".type");
    ItemKind kind = kind(keys.value("item_type", String.class), lookup, path + ".item_type");
    JsonNode adapter = keys.value("adapter_settings", JsonNode.class);
    JsonNode host = keys.value("host_settings", JsonNode.class);
    ItemDefinition definition =
        switch (lookup) {
          case Lookup.Installed(ItemType type) ->
              define(type, typeName, name, enabled, path, adapter, host, errorsBefore);
          case Lookup.Later later -> {
            outline(later.name(), adapter, host, path);
            yield null;
          }
          case Lookup.Unknown unknown -> {
            hostSettings(host, path);
            yield null;
          }
          case null -> {
            hostSettings(host, path);
            yield null;
          }
        };
    return new ItemDraft(path, name, kind, enabled, host, lookup, definition);
  }

  private Lookup find(String typeName, String path) {
    Lookup lookup = types.find(typeName);
    switch (lookup) {
      case Lookup.Installed installed -> {}
      case Lookup.Later later ->
          problems.warning(
              path,
              "the item type "
                  + Shown.quoted(typeName)
                  + " is known, but not part of this version; the item stays out of the production",
              "messages sent to it wait until a version has it");
      case Lookup.Unknown(String message, String hint) -> problems.error(path, message, hint);
    }
    return lookup;
  }

  private @Nullable ItemKind kind(@Nullable String written, @Nullable Lookup lookup, String path) {
    ItemKind natural =
        switch (lookup) {
          case Lookup.Installed(ItemType type) -> type.kind();
          case Lookup.Later later -> later.kind();
          case Lookup.Unknown unknown -> null;
          case null -> null;
        };
    if (written == null) {
      return natural;
    }
    if (!KINDS.contains(written)) {
      problems.error(
          path,
          Shown.quoted(written) + " is not one of " + String.join(", ", KINDS),
          natural == null ? Nearest.hint(written, KINDS) : "write \"" + natural + "\"");
      return natural;
    }
    if (natural != null && natural != ItemKind.valueOf(written)) {
      problems.error(
          path,
          "the item's type makes it a " + natural + ", not a " + written,
          "write \"" + natural + "\", or choose another type");
      return natural;
    }
    return ItemKind.valueOf(written);
  }

  private @Nullable ItemDefinition define(
      ItemType type,
      String typeName,
      @Nullable String name,
      boolean enabled,
      String path,
      @Nullable JsonNode adapter,
      @Nullable JsonNode host,
      int errorsBefore) {
    String adapterPath = path + ".adapter_settings";
    String hostPath = path + ".host_settings";
    Record boundAdapter = binder.bindAll(type.adapterSettings(), adapter, adapterPath);
    HostSettings common = hostSettings(host, path);
    Record own = binder.bind(type.hostSettings(), host, hostPath).whole();
    List<String> ownKeys = SettingsShape.of(type.hostSettings()).keys();
    Set<String> known = new LinkedHashSet<>(SettingsShape.of(HostSettings.class).keys());
    known.addAll(ownKeys);
    if (host != null) {
      Vocabulary.warn(host, hostPath, Vocabulary.otherwiseInItem(), ownKeys, problems);
      List<String> all = new ArrayList<>(known);
      all.addAll(Vocabulary.otherwiseInItem().keySet());
      binder.refuseUnknown(host, hostPath, all);
    }
    if (common != null) {
      Supported.check(common, hostPath, problems);
      new PatternCheck(type, common, hostPath, problems).check();
    }
    if (name == null
        || boundAdapter == null
        || own == null
        || common == null
        || problems.errors() > errorsBefore) {
      return null;
    }
    ItemDefinition definition =
        new ItemDefinition(name, type.kind(), typeName, enabled, path, boundAdapter, own, common);
    return validated(type, definition);
  }

  /** The type's own checks, which are somebody else's code and may fail in any way. */
  private @Nullable ItemDefinition validated(ItemType type, ItemDefinition definition) {
    int before = problems.errors();
    try {
      type.validate(definition, problems);
      String endpoint = type.exclusiveEndpoint(definition);
      if (definition.host().executionMode() == HostSettings.ExecutionMode.MULTIPROCESS
          && type.kind() != ItemKind.SERVICE
          && !endpoint.isBlank()) {
        problems.error(
            Place.key(definition.path() + ".host_settings", "ExecutionMode"),
            "the item holds " + Shown.sentence(endpoint) + ", which one process alone can",
            "write thread_pool");
      }
    } catch (RuntimeException fault) {
      problems.error(
          definition.path(),
          "the checks of " + type.name() + " failed with " + fault.getClass().getSimpleName(),
          "this is a fault of the item type; tell its author");
    }
    return problems.errors() > before ? null : definition;
  }

  private @Nullable HostSettings hostSettings(@Nullable JsonNode host, String path) {
    return binder.bind(HostSettings.class, host, path + ".host_settings").whole();
  }

  /** What can be checked of an item whose own settings are not known yet. */
  private void outline(
      String typeName, @Nullable JsonNode adapter, @Nullable JsonNode host, String path) {
    hostSettings(host, path);
    if (adapter != null && !adapter.isObject() && !Substitution.isUnresolved(adapter)) {
      problems.error(
          path + ".adapter_settings",
          "expected an object, got " + Shown.kind(adapter),
          "write { ... }");
    }
    if (host == null || !host.isObject()) {
      return;
    }
    List<String> known = new ArrayList<>(SettingsShape.of(HostSettings.class).keys());
    known.addAll(Vocabulary.otherwiseInItem().keySet());
    host.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problems.warning(
                    Place.key(path + ".host_settings", key),
                    "cannot be checked: " + typeName + " is not part of this version",
                    Nearest.to(key, known)
                        .map(near -> "did you mean \"" + near + "\"?")
                        .orElse(""));
              }
            });
  }
}
