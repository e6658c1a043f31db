package io.hie.protocols.hl7.transform;

import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Problems;

/** {@code hl7.transform.process}. */
public final class TransformType implements ItemType {

  @Override
  public String name() {
    return "hl7.transform.process";
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
    return TransformSettings.class;
  }

  @Override
  public void validate(ItemDefinition definition, Problems problems) {
    transformation(definition, problems);
    if (definition.host().targetConfigNames().isEmpty()) {
      problems.warning(
          definition.path() + ".host_settings.TargetConfigNames",
          "there are no targets: every message ends here",
          "name the items that transformed messages go to");
    }
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    Problems problems = new Problems();
    Transformation transformation = transformation(definition, problems);
    if (problems.hasErrors()) {
      throw new Item.MisconfiguredException(problems.all().getFirst().toString());
    }
    TransformSettings settings = (TransformSettings) definition.own();
    return new Transform(
        transformation, settings.onProblem(), definition.host().targetConfigNames());
  }

  private static Transformation transformation(ItemDefinition definition, Problems problems) {
    TransformSettings settings = (TransformSettings) definition.own();
    return new MappingReader(definition.path() + ".host_settings.Mapping", problems)
        .read(settings.mapping());
  }
}
