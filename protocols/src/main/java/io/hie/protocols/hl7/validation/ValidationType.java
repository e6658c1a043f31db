package io.hie.protocols.hl7.validation;

import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Nearest;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.hl7.validation.ValidationSettings.OnInvalid;
import java.util.List;

/** {@code hl7.validation.process}. */
public final class ValidationType implements ItemType {

  @Override
  public String name() {
    return "hl7.validation.process";
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
    return ValidationSettings.class;
  }

  @Override
  public void validate(ItemDefinition definition, Problems problems) {
    ValidationSettings settings = (ValidationSettings) definition.own();
    String path = definition.path() + ".host_settings";
    new SettingsReader(path, problems).read(settings);
    List<String> targets = definition.host().targetConfigNames();
    String invalid = settings.invalidTarget();
    if (settings.onInvalid() == OnInvalid.ROUTE) {
      if (invalid == null || !targets.contains(invalid)) {
        problems.error(
            path + ".InvalidTarget",
            invalid == null
                ? "is missing, and OnInvalid is \"route\""
                : "\"" + invalid + "\" is not among TargetConfigNames",
            Nearest.hint(invalid == null ? "" : invalid, targets));
      }
    } else if (invalid != null) {
      problems.error(
          path + ".InvalidTarget",
          "nothing is sent there unless OnInvalid is \"route\"",
          "write \"OnInvalid\": \"route\", or leave it out");
    }
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    ValidationSettings settings = (ValidationSettings) definition.own();
    Problems problems = new Problems();
    Rules rules = new SettingsReader(definition.path() + ".host_settings", problems).read(settings);
    if (problems.hasErrors()) {
      throw new Item.MisconfiguredException(problems.all().getFirst().toString());
    }
    String invalid = settings.invalidTarget();
    Handling valid =
        Handling.to(
            definition.host().targetConfigNames().stream()
                .filter(target -> !target.equals(invalid))
                .toList());
    return new Validation(
        new Validator(rules),
        settings.onInvalid(),
        valid,
        invalid == null ? valid : Handling.to(invalid));
  }
}
