package io.hie.clusternode.firstitem;

import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Setting;
import java.util.List;

/** A first item, for CONTRIBUTING.md: lets messages through that are not too large. */
public final class SizeGate implements ItemType {

  /** What it takes in {@code host_settings}, beyond what every item does. */
  public record Settings(
      @Setting(value = "MaxBytes", doc = "Larger messages end here.", byDefault = "65536", min = 1)
          int maxBytes) {}

  @Override
  public String name() {
    return SizeGate.class.getName();
  }

  @Override
  public ItemKind kind() {
    return ItemKind.PROCESS;
  }

  @Override
  public Class<? extends Record> adapterSettings() {
    return NoSettings.class;
  }

  @Override
  public Class<? extends Record> hostSettings() {
    return Settings.class;
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    Settings settings = (Settings) definition.own();
    return gate(settings.maxBytes(), definition.host().targetConfigNames());
  }

  static Process gate(int maxBytes, List<String> targets) {
    return message ->
        message.body().rawPayload().size() <= maxBytes
            ? Handling.to(targets)
            : Handling.filtered("larger than " + maxBytes + " bytes");
  }
}
