package io.hie.httpapi;

import io.hie.actormodel.production.Nearest;
import io.hie.httpapi.openapi.Field;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a query says what its operation takes, and nothing else. */
final class QueryCheck {
  /** Taken by every operation: why it is called. */
  private static final Set<String> ALWAYS = Set.of("reason", "comment");

  private static final int MOST_FAULTS = 20;

  private QueryCheck() {}

  /** All that is wrong, each with the name of the parameter; empty if nothing is. */
  static List<Json.BadParameter> faults(
      Iterable<? extends Map.Entry<String, String>> query, List<Field> taken) {
    List<Json.BadParameter> faults = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<String> known = taken.stream().map(Field::name).toList();
    for (Map.Entry<String, String> each : query) {
      String name = each.getKey();
      if (faults.size() >= MOST_FAULTS) {
        break;
      }
      if (ALWAYS.contains(name) || isNothing(each)) {
        continue;
      }
      Field field = taken.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
      if (field == null) {
        faults.add(
            new Json.BadParameter(
                name,
                "is not taken here; "
                    + (known.isEmpty()
                        ? "there is nothing but reason and comment"
                        : Nearest.hint(name, known))));
      } else if (!seen.add(name)) {
        faults.add(new Json.BadParameter(name, "is said twice"));
      } else if (!fits(field, each.getValue())) {
        faults.add(new Json.BadParameter(name, field.rule()));
      }
    }
    return faults;
  }

  /** What a query holds that ends with {@code ?} or {@code &}. */
  private static boolean isNothing(Map.Entry<String, String> each) {
    return each.getKey().isEmpty() && each.getValue().isEmpty();
  }

  private static boolean fits(Field field, String value) {
    return switch (field.kind()) {
      case TEXT ->
          value.length() >= field.least()
              && value.length() <= field.most()
              && (field.words().isEmpty() || field.words().contains(value));
      case FLAG -> value.equals("true") || value.equals("false");
      case TIME -> isTime(value);
      case INTEGER -> isInteger(field, value);
      case TEXTS, BYTES, ANY -> throw new IllegalStateException("no query has " + field.kind());
    };
  }

  private static boolean isTime(String value) {
    try {
      return Instant.parse(value) != null;
    } catch (DateTimeParseException none) {
      return false;
    }
  }

  private static boolean isInteger(Field field, String value) {
    try {
      long number = Long.parseLong(value);
      return number >= field.least() && number <= field.most();
    } catch (NumberFormatException none) {
      return false;
    }
  }
}
