package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.item.ItemKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item while the document is checked: what could be understood of it, even if other parts of it
 * are wrong, so that one fault does not hide another.
 *
 * @param name null if it is missing or no text
 * @param kind null if neither its {@code item_type} nor its {@code type} tells
 * @param settings its {@code host_settings} as written
 * @param lookup null if there is no type
 * @param definition null if anything of it is wrong, or it is unavailable
 */
record ItemDraft(
    String path,
    @Nullable String name,
    @Nullable ItemKind kind,
    boolean enabled,
    @Nullable JsonNode settings,
    ItemTypes.@Nullable Lookup lookup,
    @Nullable ItemDefinition definition) {

  boolean isUnavailable() {
    return lookup instanceof ItemTypes.Lookup.Later;
  }

  String targetsPath() {
    return path + ".host_settings.TargetConfigNames";
  }

  /** The targets as written, each with its place. */
  List<Target> targets() {
    JsonNode written = settings == null ? null : settings.get("TargetConfigNames");
    List<Target> targets = new ArrayList<>();
    if (written != null && written.isArray()) {
      for (int i = 0; i < written.size(); i++) {
        if (written.get(i).isTextual()) {
          targets.add(new Target(written.get(i).textValue(), Place.index(targetsPath(), i)));
        }
      }
    }
    return targets;
  }

  /** Whether the targets are written so that they can be judged. */
  boolean hasReadableTargets() {
    if (settings != null && !settings.isObject()) {
      return false;
    }
    JsonNode written = settings == null ? null : settings.get("TargetConfigNames");
    return written == null || written.isNull() || targets().size() == written.size();
  }

  /** An item that this one sends to. */
  record Target(String name, String path) {}
}
