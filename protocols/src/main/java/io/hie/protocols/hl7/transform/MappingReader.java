package io.hie.protocols.hl7.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.production.Nearest;
import io.hie.actormodel.production.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a mapping document and says everything that is wrong with it. */
final class MappingReader {
  private static final int MOST_ROWS = 100_000;
  private static final List<String> KEYS = List.of("tables", "steps");
  static final String SHAPE = "{\"steps\": [{\"set\": \"MSH-5\", \"value\": \"EPR\"}]}";

  private final String path;
  private final Problems problems;

  MappingReader(String path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  /** The transformation; to be used only if no errors were found. */
  Transformation read(@Nullable JsonNode mapping) {
    if (mapping == null || mapping.isNull()) {
      problems.error(path, "there is no mapping", "write " + SHAPE);
      return new Transformation(List.of());
    }
    if (!mapping.isObject()) {
      problems.error(path, "expected an object with steps", "write " + SHAPE);
      return new Transformation(List.of());
    }
    mapping
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                problems.error(
                    path + "." + key, "a mapping has no such key", Nearest.hint(key, KEYS));
              }
            });
    Map<String, Map<String, String>> tables = tables(mapping.get("tables"));
    if (!mapping.has("steps")) {
      problems.error(path, "the mapping has no steps", "write " + SHAPE);
      return new Transformation(List.of());
    }
    return new Transformation(
        new StepsReader(tables, problems).read(mapping.get("steps"), path + ".steps"));
  }

  private Map<String, Map<String, String>> tables(@Nullable JsonNode node) {
    Map<String, Map<String, String>> tables = new HashMap<>();
    if (node == null) {
      return tables;
    }
    String at = path + ".tables";
    if (!node.isObject()) {
      problems.error(
          at, "expected tables by name", "write {\"sex\": {\"1\": \"M\", \"2\": \"F\"}}");
      return tables;
    }
    for (Map.Entry<String, JsonNode> table : node.properties()) {
      String place = at + "." + table.getKey();
      Map<String, String> rows = new HashMap<>();
      tables.put(table.getKey(), rows);
      if (!table.getValue().isObject() || table.getValue().size() > MOST_ROWS) {
        problems.error(
            place,
            "expected values with what they become, at most " + MOST_ROWS,
            "write {\"1\": \"M\", \"2\": \"F\"}");
        continue;
      }
      for (Map.Entry<String, JsonNode> row : table.getValue().properties()) {
        if (row.getValue().isTextual()) {
          rows.put(row.getKey(), row.getValue().textValue());
        } else {
          problems.error(
              place + "." + row.getKey(), "expected a text", "put the value into quotes");
        }
      }
    }
    return tables;
  }
}
