package io.hie.protocols.hl7.router;

import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Problems;
import java.util.Set;

/** {@code hl7.router.process}. */
public final class RouterType implements ItemType {
  private static final Set<String> IN_PLACE = Set.of("Rules", "TargetConfigNames");

  @Override
  public String name() {
    return "hl7.router.process";
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
    return RouterSettings.class;
  }

  @Override
  public void validate(ItemDefinition definition, Problems problems) {
    table(definition, problems);
  }

  @Override
  public boolean changesInPlace(ItemDefinition from, ItemDefinition to, Set<String> keys) {
    return IN_PLACE.containsAll(keys);
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    return new Router(table(definition));
  }

  static RouteTable table(ItemDefinition definition) {
    Problems problems = new Problems();
    RouteTable table = table(definition, problems);
    if (problems.hasErrors()) {
      throw new Item.MisconfiguredException(problems.all().getFirst().toString());
    }
    return table;
  }

  private static RouteTable table(ItemDefinition definition, Problems problems) {
    RouterSettings settings = (RouterSettings) definition.own();
    return new RulesReader(
            definition.host().targetConfigNames(), definition.path() + ".host_settings", problems)
        .read(settings.rules());
  }
}
