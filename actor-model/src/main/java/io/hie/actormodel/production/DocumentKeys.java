package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The keys of the document itself, outside of any settings. */
record DocumentKeys(
    @Setting(value = "name", doc = "The production's name, unique in its workspace.") String name,
    @Setting(
            value = "workspace",
            doc = "The workspace it belongs to: its id, or an object with id, name and quota.")
        JsonNode workspace,
    @Setting(value = "production_settings", doc = "What holds for all its items.")
        @Nullable JsonNode productionSettings,
    @Setting(value = "items", doc = "The list of its items.") JsonNode items) {

  /** The keys of one item. */
  record ItemKeys(
      @Setting(value = "name", doc = "The item's name, unique in its production.") String name,
      @Setting(value = "item_type", doc = "Its role: SERVICE, PROCESS or OPERATION.")
          String itemType,
      @Setting(value = "type", doc = "The name of an item type, or of a Java class.") String type,
      @Setting(value = "enabled", doc = "Whether it is started.", byDefault = "true")
          boolean enabled,
      @Setting(value = "adapter_settings", doc = "The settings of its type towards the outside.")
          @Nullable JsonNode adapterSettings,
      @Setting(
              value = "host_settings",
              doc = "The settings that every item has, and those of its type towards the engine.")
          @Nullable JsonNode hostSettings) {}
}
