package io.hie.protocols.hl7.router;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.production.Nearest;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.hl7.Rule;
import io.hie.protocols.hl7.RuleSyntaxException;
import io.hie.protocols.hl7.router.RouteTable.Route;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code Rules} of a router and says everything that is wrong with them. */
final class RulesReader {
  private static final int MOST_RULES = 1000;
  private static final String WHEN = "when";
  private static final String TO = "to";
  private static final String OTHERWISE = "otherwise";
  private static final List<String> KEYS = List.of(WHEN, TO, OTHERWISE);
  private static final String SHAPE = "{\"when\": \"MSH-9.1 = 'ADT'\", \"to\": [\"item\"]}";

  private final List<String> targets;
  private final String settingsPath;
  private final Problems problems;
  private final Set<String> reached = new LinkedHashSet<>();

  /**
   * @param targets the item's {@code TargetConfigNames}
   * @param settingsPath JSON path of its host settings
   */
  RulesReader(List<String> targets, String settingsPath, Problems problems) {
    this.targets = targets;
    this.settingsPath = settingsPath;
    this.problems = problems;
  }

  /** The table; to be used only if no errors were found. */
  RouteTable read(@Nullable JsonNode rules) {
    String path = settingsPath + ".Rules";
    if (rules == null || rules.isNull()) {
      return new RouteTable(List.of(), toAll());
    }
    Handling unmatched = Handling.filtered("no rule matched");
    if (!rules.isArray()) {
      problems.error(path, "expected a list of rules", "write [" + SHAPE + "]");
      return new RouteTable(List.of(), unmatched);
    }
    if (rules.size() > MOST_RULES) {
      problems.error(
          path,
          "there are " + rules.size() + " rules, at most " + MOST_RULES + " are taken",
          "put values of one field into one rule with in (...)");
      return new RouteTable(List.of(), unmatched);
    }
    List<Route> routes = new ArrayList<>();
    Handling otherwise = null;
    for (int i = 0; i < rules.size(); i++) {
      String place = path + "[" + i + "]";
      JsonNode rule = rules.get(i);
      if (!rule.isObject()) {
        problems.error(place, "expected a rule", "write " + SHAPE);
      } else if (rule.has(OTHERWISE)) {
        otherwise = otherwise(rule, i, place);
        if (i < rules.size() - 1) {
          problems.error(
              place, "no rule after \"otherwise\" is ever asked", "put it at the end of the list");
        }
      } else {
        Route route = route(rule, i, place);
        if (route != null) {
          routes.add(route);
        }
      }
    }
    warnOfTheUnreached(rules);
    return new RouteTable(routes, otherwise == null ? unmatched : otherwise);
  }

  private Handling toAll() {
    if (targets.isEmpty()) {
      problems.warning(
          settingsPath + ".TargetConfigNames",
          "there are no targets and no Rules: every message ends here",
          "name the items that messages go to");
      return Handling.filtered("the router has no targets");
    }
    return Handling.to(targets);
  }

  private @Nullable Route route(JsonNode rule, int index, String place) {
    refuseUnknownKeys(rule, place);
    Handling handling = handling(rule, index, place);
    JsonNode when = rule.get(WHEN);
    if (when == null) {
      problems.error(
          place, "the rule has no \"when\"", "write " + SHAPE + ", or \"otherwise\": true");
      return null;
    }
    if (!when.isTextual()) {
      problems.error(
          place + "." + WHEN, "expected a rule in quotes", "such as \"MSH-9.1 = 'ADT'\"");
      return null;
    }
    try {
      return new Route(Rule.compile(when.textValue()), handling);
    } catch (RuleSyntaxException fault) {
      problems.error(place + "." + WHEN, String.valueOf(fault.getMessage()), fault.excerpt());
      return null;
    }
  }

  private Handling otherwise(JsonNode rule, int index, String place) {
    refuseUnknownKeys(rule, place);
    if (!rule.get(OTHERWISE).isBoolean() || !rule.get(OTHERWISE).booleanValue()) {
      problems.error(place + "." + OTHERWISE, "expected true", "write true, or leave it out");
    }
    if (rule.has(WHEN)) {
      problems.error(
          place,
          "a rule has either \"when\" or \"otherwise\"",
          "leave \"otherwise\" to a last rule of its own");
    }
    return handling(rule, index, place);
  }

  private void refuseUnknownKeys(JsonNode rule, String place) {
    rule.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                problems.error(
                    place + "." + key, "a rule has no such key", Nearest.hint(key, KEYS));
              }
            });
  }

  /** Where a rule sends messages; made once, since it is the same for all of them. */
  private Handling handling(JsonNode rule, int index, String place) {
    String name = "rule " + (index + 1);
    List<String> to = to(rule.get(TO), place + "." + TO);
    return to.isEmpty() ? Handling.filtered(name) : new Handling(Handling.to(to).outputs(), name);
  }

  private List<String> to(@Nullable JsonNode to, String place) {
    if (to == null || !to.isArray()) {
      problems.error(
          place,
          "expected a list of items",
          "write [\"item\"], or [] for messages that go nowhere");
      return List.of();
    }
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < to.size(); i++) {
      String at = place + "[" + i + "]";
      if (!to.get(i).isTextual()) {
        problems.error(at, "expected the name of an item", Nearest.hint("", targets));
        continue;
      }
      String name = to.get(i).textValue();
      if (!targets.contains(name)) {
        problems.error(
            at,
            "\"" + name + "\" is not among TargetConfigNames",
            Nearest.to(name, targets)
                .map(near -> "did you mean \"" + near + "\"?")
                .orElse("add it to TargetConfigNames, or choose one of " + targets));
      } else if (!names.add(name)) {
        problems.error(at, "\"" + name + "\" is named twice", "a message goes to an item once");
      }
    }
    reached.addAll(names);
    return List.copyOf(names);
  }

  private void warnOfTheUnreached(JsonNode rules) {
    if (rules.isEmpty()) {
      problems.warning(
          settingsPath + ".Rules",
          "there are no rules: every message ends here",
          "leave Rules out to send every message to all of TargetConfigNames");
      return;
    }
    for (int i = 0; i < targets.size(); i++) {
      if (!reached.contains(targets.get(i))) {
        problems.warning(
            settingsPath + ".TargetConfigNames[" + i + "]",
            "no rule sends anything to \"" + targets.get(i) + "\"",
            "name it in the \"to\" of a rule, or take it out");
      }
    }
  }
}
