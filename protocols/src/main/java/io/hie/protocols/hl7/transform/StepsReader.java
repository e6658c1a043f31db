package io.hie.protocols.hl7.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.production.Nearest;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.hl7.Hl7Path;
import io.hie.protocols.hl7.Rule;
import io.hie.protocols.hl7.RuleSyntaxException;
import io.hie.protocols.hl7.transform.Step.IfMissing;
import io.hie.protocols.hl7.transform.Step.Otherwise;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the steps of a mapping. A step is known by the one key that says what it does. */
final class StepsReader {
  private static final int MOST_STEPS = 1000;
  private static final int DEEPEST = 8;
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "set", List.of("value", "missing"),
          "copy", List.of("to", "missing"),
          "translate", List.of("to", "table", "otherwise"),
          "delete", List.of(),
          "add", List.of("after", "fields"),
          "repeat", List.of("do"),
          "when", List.of("do", "else"),
          "version", List.of());

  private final Map<String, Map<String, String>> tables;
  private final Problems problems;
  private final PathReader paths;
  private int steps;
  private int depth;

  StepsReader(Map<String, Map<String, String>> tables, Problems problems) {
    this.tables = tables;
    this.problems = problems;
    this.paths = new PathReader(problems);
  }

  List<Step> read(@Nullable JsonNode node, String place) {
    List<Step> read = new ArrayList<>();
    if (node == null || !node.isArray()) {
      problems.error(
          place, "expected a list of steps", "write [{\"set\": \"MSH-5\", \"value\": \"EPR\"}]");
      return read;
    }
    if (++depth > DEEPEST) {
      problems.error(place, "steps are nested deeper than " + DEEPEST, "make two items of it");
    } else {
      for (int i = 0; i < node.size(); i++) {
        if (++steps > MOST_STEPS) {
          problems.error(
              place, "there are more than " + MOST_STEPS + " steps", "use tables, or two items");
          break;
        }
        Step step = step(node.get(i), place + "[" + i + "]");
        if (step != null) {
          read.add(step);
        }
      }
    }
    depth--;
    return List.copyOf(read);
  }

  private @Nullable Step step(JsonNode node, String place) {
    List<String> kinds = new ArrayList<>();
    if (node.isObject()) {
      node.fieldNames().forEachRemaining(key -> kinds.add(key));
      kinds.retainAll(KEYS.keySet());
    }
    if (kinds.size() != 1) {
      String given = node.isObject() && node.size() > 0 ? node.fieldNames().next() : "";
      problems.error(
          place,
          kinds.isEmpty()
              ? "expected a step: set, copy, translate, delete, add, repeat, when or version"
              : "a step does one thing, this one has " + String.join(" and ", kinds),
          kinds.isEmpty()
              ? Nearest.hint(given, KEYS.keySet().stream().sorted().toList())
              : "make two steps of it");
      return null;
    }
    String kind = kinds.getFirst();
    List<String> allowed = Stream.concat(Stream.of(kind), KEYS.get(kind).stream()).toList();
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!allowed.contains(key)) {
                problems.error(
                    place + "." + key,
                    "a step \"" + kind + "\" has no such key",
                    Nearest.hint(key, allowed));
              }
            });
    return switch (kind) {
      case "set" -> set(node, place);
      case "copy" -> copy(node, place);
      case "translate" -> translate(node, place);
      case "delete" -> delete(node, place);
      case "add" -> add(node, place);
      case "repeat" -> repeat(node, place);
      case "when" -> when(node, place);
      case "version" -> version(node, place);
      default -> throw new IllegalStateException(kind);
    };
  }

  private @Nullable Step set(JsonNode node, String place) {
    Hl7Path to = paths.target(node, "set", place);
    Value value = paths.value(node.get("value"), to, place + ".value");
    IfMissing missing = missing(node, place);
    return to == null || value == null ? null : new Step.Set(to, value, missing);
  }

  private @Nullable Step copy(JsonNode node, String place) {
    Hl7Path from = paths.path(node, "copy", place);
    Hl7Path to = paths.target(node, "to", place);
    IfMissing missing = missing(node, place);
    if (from == null || to == null) {
      return null;
    }
    if (PathReader.depth(to) > PathReader.depth(from)) {
      problems.error(
          place + ".copy",
          from + " may have separators that " + to + " cannot hold",
          "name the part that is wanted, such as "
              + from
              + (PathReader.depth(from) == 0 && PathReader.depth(to) == 2 ? ".1.1" : ".1"));
      return null;
    }
    return new Step.Copy(from, to, missing);
  }

  private @Nullable Step translate(JsonNode node, String place) {
    Hl7Path from = paths.path(node, "translate", place);
    Hl7Path to = node.has("to") || from == null ? paths.target(node, "to", place) : from;
    if (!node.has("to") && from != null) {
      to = paths.target(node, "translate", place);
    }
    String name = paths.text(node, "table", place);
    Map<String, String> table = name == null ? null : tables.get(name);
    if (name != null && table == null) {
      problems.error(
          place + ".table",
          "there is no table \"" + name + "\"",
          Nearest.hint(name, tables.keySet().stream().sorted().toList()));
    }
    Otherwise otherwise = otherwise(node.get("otherwise"), place + ".otherwise");
    return from == null || to == null || table == null || name == null
        ? null
        : new Step.Translate(from, to, table, otherwise, name);
  }

  private Otherwise otherwise(@Nullable JsonNode node, String place) {
    if (node == null || (node.isTextual() && node.textValue().equals("fail"))) {
      return new Otherwise.Fail();
    }
    if (node.isTextual() && node.textValue().equals("keep")) {
      return new Otherwise.Keep();
    }
    if (node.isObject() && node.size() == 1 && node.path("value").isTextual()) {
      return new Otherwise.Use(node.get("value").textValue());
    }
    problems.error(
        place,
        "expected what is done with other values",
        "write \"fail\", \"keep\" or {\"value\": \"U\"}");
    return new Otherwise.Fail();
  }

  private @Nullable Step delete(JsonNode node, String place) {
    String text = paths.text(node, "delete", place);
    if (text != null && text.matches("[A-Z][A-Z0-9]{2}(\\[(\\*|\\d{1,4})])?")) {
      if (text.startsWith("MSH")) {
        problems.error(place + ".delete", "MSH cannot be taken out", "name one of its fields");
        return null;
      }
      String index = text.length() > 3 ? text.substring(4, text.length() - 1) : "*";
      return new Step.Remove(text.substring(0, 3), index.equals("*") ? 0 : Integer.parseInt(index));
    }
    Hl7Path path = text == null ? null : paths.target(node, "delete", place);
    return path == null ? null : new Step.Delete(path);
  }

  private @Nullable Step add(JsonNode node, String place) {
    String segment = paths.segment(node, "add", place);
    String after = node.has("after") ? paths.segment(node, "after", place) : segment;
    List<Step.Set> fields = new ArrayList<>();
    JsonNode values = node.get("fields");
    if (values != null && !values.isObject()) {
      problems.error(place + ".fields", "expected values by path", "write {\"NTE-3\": \"text\"}");
    } else if (values != null) {
      for (Map.Entry<String, JsonNode> each : values.properties()) {
        String at = place + ".fields." + each.getKey();
        Hl7Path to = paths.target(each.getKey(), at);
        Value value = paths.value(each.getValue(), to, at);
        if (to != null && segment != null && !to.segment().equals(segment)) {
          problems.error(at, "this is no field of the new " + segment, "write " + segment + "-1");
        } else if (to != null && value != null) {
          fields.add(new Step.Set(to, value, IfMissing.FAIL));
        }
      }
    }
    return segment == null || after == null ? null : new Step.Add(segment, after, fields);
  }

  private @Nullable Step repeat(JsonNode node, String place) {
    String text = paths.text(node, "repeat", place);
    List<Step> steps = read(node.get("do"), place + ".do");
    if (text == null) {
      return null;
    }
    if (text.matches("[A-Z][A-Z0-9]{2}")) {
      return new Step.Repeat(text, null, steps);
    }
    Hl7Path field = paths.target(node, "repeat", place);
    if (field != null && PathReader.depth(field) > 0) {
      problems.error(
          place + ".repeat", "only segments and fields repeat", "write PID-3, without a component");
      return null;
    }
    return field == null ? null : new Step.Repeat(field.segment(), field, steps);
  }

  private @Nullable Step when(JsonNode node, String place) {
    List<Step> then = read(node.get("do"), place + ".do");
    List<Step> otherwise = node.has("else") ? read(node.get("else"), place + ".else") : List.of();
    String rule = paths.text(node, "when", place);
    if (rule == null) {
      return null;
    }
    try {
      return new Step.When(Rule.compile(rule), then, otherwise);
    } catch (RuleSyntaxException fault) {
      problems.error(place + ".when", String.valueOf(fault.getMessage()), fault.excerpt());
      return null;
    }
  }

  private @Nullable Step version(JsonNode node, String place) {
    JsonNode version = node.get("version");
    if (!version.isTextual() || !Versions.KNOWN.contains(version.textValue())) {
      problems.error(
          place + ".version",
          "this version of HL7 cannot be made",
          "write one of " + String.join(", ", Versions.KNOWN) + ", in quotes");
      return null;
    }
    return new Step.ToVersion(version.textValue());
  }

  private IfMissing missing(JsonNode node, String place) {
    JsonNode missing = node.get("missing");
    if (missing == null) {
      return IfMissing.FAIL;
    }
    for (IfMissing each : IfMissing.values()) {
      if (missing.isTextual() && missing.textValue().equals(spell(each))) {
        return each;
      }
    }
    problems.error(
        place + ".missing",
        "expected what is done if the segment is not there",
        "write "
            + Stream.of(IfMissing.values())
                .map(each -> "\"" + spell(each) + "\"")
                .collect(Collectors.joining(" or ")));
    return IfMissing.FAIL;
  }

  private static String spell(IfMissing missing) {
    return missing.name().toLowerCase(Locale.ROOT);
  }
}
