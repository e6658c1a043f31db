package io.hie.actormodel.production;

import io.hie.actormodel.item.ItemKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks how the items hang together: no cycles, and nothing that no message can reach. */
final class GraphCheck {
  private static final int MOST_CYCLES = 20;

  private final Map<String, ItemDraft> items = new LinkedHashMap<>();
  private final Problems problems;

  GraphCheck(List<ItemDraft> drafts, Problems problems) {
    this.problems = problems;
    for (ItemDraft draft : drafts) {
      if (draft.name() != null) {
        items.putIfAbsent(draft.name(), draft);
      }
    }
  }

  void check() {
    cycles();
    // Behind a mistyped target everything is out of reach; that would be the same fault again.
    if (!problems.hasErrors()) {
      unreachable();
    }
  }

  /** Depth first, without recursion: a document may hold a chain of thousands. */
  private void cycles() {
    Set<String> done = new HashSet<>();
    int found = 0;
    for (String start : items.keySet()) {
      Deque<Step> trail = new ArrayDeque<>();
      Set<String> onTrail = new HashSet<>();
      if (done.add(start)) {
        trail.addLast(new Step(start, edges(start)));
        onTrail.add(start);
      }
      while (!trail.isEmpty()) {
        Step step = trail.getLast();
        if (step.left().isEmpty()) {
          trail.removeLast();
          onTrail.remove(step.item());
          continue;
        }
        ItemDraft.Target next = step.left().removeFirst();
        if (onTrail.contains(next.name())) {
          if (++found <= MOST_CYCLES) {
            report(next, trail);
          }
        } else if (done.add(next.name())) {
          trail.addLast(new Step(next.name(), edges(next.name())));
          onTrail.add(next.name());
        }
      }
    }
  }

  private void report(ItemDraft.Target closing, Deque<Step> trail) {
    List<String> cycle = new ArrayList<>();
    for (Step step : trail) {
      if (!cycle.isEmpty() || step.item().equals(closing.name())) {
        cycle.add(step.item());
      }
    }
    cycle.add(closing.name());
    int most = 12;
    String shown =
        cycle.size() <= most
            ? String.join(" → ", cycle)
            : String.join(" → ", cycle.subList(0, most - 2))
                + " → … → "
                + String.join(" → ", cycle.subList(cycle.size() - 2, cycle.size()));
    problems.error(
        closing.path(), "messages would go round: " + shown, "remove one of these targets");
  }

  private void unreachable() {
    Deque<String> toVisit = new ArrayDeque<>();
    Set<String> reached = new HashSet<>();
    for (ItemDraft item : items.values()) {
      if (item.kind() == ItemKind.SERVICE || item.kind() == null) {
        toVisit.add(item.name());
        reached.add(item.name());
      }
    }
    while (!toVisit.isEmpty()) {
      ItemDraft item = items.get(toVisit.remove());
      List<String> next = new ArrayList<>();
      item.targets().forEach(target -> next.add(target.name()));
      if (item.definition() != null) {
        next.addAll(HooksCheck.items(item.definition().host()));
      }
      for (String name : next) {
        if (items.containsKey(name) && reached.add(name)) {
          toVisit.add(name);
        }
      }
    }
    items.forEach(
        (name, item) -> {
          if (!reached.contains(name)) {
            problems.warning(
                item.path() + ".name",
                "no message can reach " + Shown.quoted(name) + ": no service leads to it",
                "name it in the TargetConfigNames of another item");
          }
        });
  }

  /** Targets that exist; services among them are another check's. */
  private Deque<ItemDraft.Target> edges(String item) {
    Deque<ItemDraft.Target> edges = new ArrayDeque<>();
    for (ItemDraft.Target target : items.get(item).targets()) {
      ItemDraft found = items.get(target.name());
      if (found != null && found.kind() != ItemKind.SERVICE) {
        edges.add(target);
      }
    }
    return edges;
  }

  /** An item on the way down, and what of its targets is still to be followed. */
  private record Step(String item, Deque<ItemDraft.Target> left) {}
}
