package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemKind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks items against each other: their names and their targets. */
final class ItemsCheck {
  private final List<ItemDraft> items;
  private final Problems problems;
  private final Map<String, ItemDraft> byName = new HashMap<>();
  private List<String> known = List.of();

  ItemsCheck(List<ItemDraft> items, Problems problems) {
    this.items = items;
    this.problems = problems;
  }

  void check() {
    names();
    known = byName.keySet().stream().sorted().toList();
    items.forEach(this::targets);
  }

  private void names() {
    Map<String, ItemDraft> ignoringCase = new HashMap<>();
    for (ItemDraft item : items) {
      if (item.name() == null) {
        continue;
      }
      String path = item.path() + ".name";
      ItemDraft same = byName.putIfAbsent(item.name(), item);
      ItemDraft alike = ignoringCase.putIfAbsent(item.name().toLowerCase(Locale.ROOT), item);
      if (same != null) {
        problems.error(
            path,
            "the name " + Shown.quoted(item.name()) + " is taken by " + same.path(),
            "give each item a name of its own");
      } else if (alike != null) {
        problems.warning(
            path,
            "differs from the name of " + alike.path() + " only in upper and lower case",
            "people will take one for the other");
      }
    }
  }

  private void targets(ItemDraft item) {
    List<ItemDraft.Target> targets = item.targets();
    if (targets.isEmpty() && item.hasReadableTargets()) {
      noTargets(item);
    }
    Map<String, String> seen = new HashMap<>();
    for (ItemDraft.Target target : targets) {
      String earlier = seen.putIfAbsent(target.name(), target.path());
      if (earlier != null) {
        problems.error(
            target.path(),
            Shown.quoted(target.name()) + " is a target already",
            "a message is sent to each target once; remove one of the two");
        continue;
      }
      ItemDraft found = byName.get(target.name());
      if (found == null) {
        problems.error(
            target.path(),
            "there is no item " + Shown.quoted(target.name()),
            problems.isFull() ? "" : Nearest.hint(target.name(), known));
      } else {
        target(target, found);
      }
    }
    if (item.kind() == ItemKind.OPERATION && !item.isUnavailable() && !targets.isEmpty()) {
      problems.warning(
          item.targetsPath(),
          "an operation of this type delivers outside and passes nothing on",
          "let a process send to these items");
    }
  }

  private void target(ItemDraft.Target target, ItemDraft found) {
    String shown = Shown.quoted(target.name());
    if (found.kind() == ItemKind.SERVICE) {
      problems.error(
          target.path(),
          shown + " is a SERVICE, which takes messages from outside only",
          "send to a PROCESS or an OPERATION");
    } else if (!found.enabled()) {
      problems.warning(
          target.path(),
          shown + " is disabled: messages for it wait until it is enabled",
          "enable it, or remove the target");
    }
  }

  private void noTargets(ItemDraft item) {
    if (item.kind() != ItemKind.SERVICE && item.kind() != ItemKind.PROCESS) {
      return;
    }
    // Named only as deep as the document goes.
    String path = item.settings() == null ? item.path() + ".host_settings" : item.targetsPath();
    problems.error(
        path,
        "a " + item.kind() + " needs at least one target",
        "TargetConfigNames lists the items that it sends to");
  }
}
