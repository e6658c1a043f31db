package io.hie.protocols.hl7.validation;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.production.Nearest;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.hl7.Hl7Path;
import io.hie.protocols.hl7.RuleSyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes {@link Rules} of settings and says everything that is wrong with them. */
final class SettingsReader {
  private final String path;
  private final Problems problems;

  SettingsReader(String path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  /** The rules; to be used only if no errors were found. */
  Rules read(ValidationSettings settings) {
    if (settings.version() != null && !Validator.VERSIONS.contains(settings.version())) {
      problems.error(
          path + ".Version",
          "this version of HL7 cannot be checked",
          "write one of " + String.join(", ", Validator.VERSIONS) + ", or leave it out");
    }
    Map<Integer, Set<String>> byNumber = new HashMap<>();
    Map<Hl7Path, Set<String>> byPath = new LinkedHashMap<>();
    tables(settings.tables(), byNumber, byPath);
    return new Rules(
        checks(settings.checks()),
        settings.version(),
        required(settings.required()),
        byPath,
        new Tables(byNumber),
        ignored(settings.ignore()),
        settings.nhsNumberRequired());
  }

  private Set<Check> checks(List<String> given) {
    Set<Check> checks = EnumSet.noneOf(Check.class);
    for (int i = 0; i < given.size(); i++) {
      String place = path + ".Checks[" + i + "]";
      String spelling = given.get(i);
      Check.of(spelling)
          .ifPresentOrElse(
              checks::add,
              () ->
                  problems.error(
                      place,
                      "there is no check \"" + spelling + "\"",
                      Nearest.hint(spelling, Check.spellings())));
    }
    return checks;
  }

  private List<Hl7Path> required(List<String> given) {
    List<Hl7Path> paths = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      Hl7Path compiled = compile(given.get(i), path + ".Required[" + i + "]");
      if (compiled != null) {
        paths.add(compiled);
      }
    }
    return List.copyOf(paths);
  }

  private Set<String> ignored(List<String> given) {
    for (int i = 0; i < given.size(); i++) {
      if (!given.get(i).matches("[A-Z][A-Z0-9]{2}(-[1-9]\\d{0,3})?")) {
        problems.error(
            path + ".Ignore[" + i + "]",
            "expected a segment or a field",
            "such as \"OBX\" or \"PID-2\"");
      }
    }
    return new HashSet<>(given);
  }

  private void tables(
      @Nullable JsonNode tables,
      Map<Integer, Set<String>> byNumber,
      Map<Hl7Path, Set<String>> byPath) {
    if (tables == null || tables.isNull()) {
      return;
    }
    if (!tables.isObject()) {
      problems.error(
          path + ".Tables",
          "expected tables by path or number",
          "write {\"PV1-2\": [\"I\", \"O\"]}");
      return;
    }
    for (Map.Entry<String, JsonNode> table : tables.properties()) {
      String place = path + ".Tables." + table.getKey();
      Set<String> values = values(table.getValue(), place);
      if (table.getKey().matches("\\d{1,4}")) {
        byNumber.put(Integer.parseInt(table.getKey()), values);
      } else {
        Hl7Path at = compile(table.getKey(), place);
        if (at != null) {
          byPath.put(at, values);
        }
      }
    }
  }

  private Set<String> values(JsonNode node, String place) {
    Set<String> values = new HashSet<>();
    if (!node.isArray()) {
      problems.error(place, "expected a list of values", "write [\"I\", \"O\"]");
      return values;
    }
    for (int i = 0; i < node.size(); i++) {
      if (node.get(i).isTextual()) {
        values.add(node.get(i).textValue());
      } else {
        problems.error(place + "[" + i + "]", "expected a text", "put the value into quotes");
      }
    }
    return values;
  }

  private @Nullable Hl7Path compile(String text, String place) {
    try {
      return Hl7Path.compile(text);
    } catch (RuleSyntaxException fault) {
      problems.error(place, String.valueOf(fault.getMessage()), fault.excerpt());
      return null;
    }
  }
}
