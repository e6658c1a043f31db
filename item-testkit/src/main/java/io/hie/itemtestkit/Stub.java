package io.hie.itemtestkit;

import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;

/** A target by name only. */
final class Stub implements ItemType {
  static final String NAME = "testkit.target.operation";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ItemKind kind() {
    return ItemKind.OPERATION;
  }

  @Override
  public Class<? extends Record> adapterSettings() {
    return NoSettings.class;
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    throw new IllegalStateException("a target of an item under test does not run");
  }
}
