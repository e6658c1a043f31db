package io.hie.protocols.hl7.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.hl7.Hl7Path;
import io.hie.protocols.hl7.RuleSyntaxException;
import io.hie.protocols.hl7.transform.Value.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the paths and values in steps. Gives null for what is wrong, having said so. */
final class PathReader {
  private final Problems problems;

  PathReader(Problems problems) {
    this.problems = problems;
  }

  /** 0 for a whole field, 1 for a component, 2 for a subcomponent. */
  static int depth(Hl7Path path) {
    return path.component() == 0 ? 0 : path.subcomponent() == 0 ? 1 : 2;
  }

  @Nullable String text(JsonNode node, String key, String place) {
    JsonNode text = node.get(key);
    if (text == null || !text.isTextual() || text.textValue().isEmpty()) {
      problems.error(place + "." + key, "expected a text in quotes", "such as \"PID-5.1\"");
      return null;
    }
    return text.textValue();
  }

  @Nullable String segment(JsonNode node, String key, String place) {
    String text = text(node, key, place);
    if (text != null && !text.matches("[A-Z][A-Z0-9]{2}")) {
      problems.error(place + "." + key, "expected the name of a segment", "such as \"NTE\"");
      return null;
    }
    return text;
  }

  @Nullable Hl7Path path(JsonNode node, String key, String place) {
    String text = text(node, key, place);
    return text == null ? null : compile(text, place + "." + key);
  }

  /** A path that can be written to. */
  @Nullable Hl7Path target(JsonNode node, String key, String place) {
    String text = text(node, key, place);
    return text == null ? null : target(text, place + "." + key);
  }

  @Nullable Hl7Path target(String text, String place) {
    Hl7Path path = compile(text, place);
    if (path != null && path.segment().equals("MSH") && path.field() <= 2) {
      problems.error(
          place, "the separators of a message cannot be changed", "leave MSH-1 and MSH-2 alone");
      return null;
    }
    return path;
  }

  private @Nullable Hl7Path compile(String text, String place) {
    try {
      return Hl7Path.compile(text);
    } catch (RuleSyntaxException fault) {
      problems.error(place, String.valueOf(fault.getMessage()), fault.excerpt());
      return null;
    }
  }

  /** What is written to {@code to}: a text, a list of components, or within it of subcomponents. */
  @Nullable Value value(@Nullable JsonNode node, @Nullable Hl7Path to, String place) {
    return value(node, to == null ? 0 : depth(to), place);
  }

  private @Nullable Value value(@Nullable JsonNode node, int depth, String place) {
    if (node != null && node.isTextual()) {
      return template(node.textValue(), place);
    }
    if (node == null || !node.isArray() || node.isEmpty() || depth >= 2) {
      problems.error(
          place,
          depth >= 2 && node != null ? "a subcomponent has no parts" : "expected a text in quotes",
          "such as \"EPR\", \"{PID-5.2} {PID-5.1}\" or, for components, [\"A\", \"B\"]");
      return null;
    }
    List<Value> parts = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      Value part = value(node.get(i), depth + 1, place + "[" + i + "]");
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    return new Value.Structure(parts, depth == 0);
  }

  /** Text with paths in braces; two of a brace stand for one. */
  private Value.@Nullable Text template(String text, String place) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < text.length() && text.charAt(i + 1) == c) {
        literal.append(c);
        i++;
      } else if (c == '{') {
        int end = text.indexOf('}', i);
        if (end < 0) {
          problems.error(place, "a brace is not closed", "write {PID-5.1}, or {{ for a brace");
          return null;
        }
        Hl7Path path = compile(text.substring(i + 1, end), place);
        if (path == null) {
          return null;
        }
        parts.add(new Value.Literal(literal.toString()));
        parts.add(new Value.At(path));
        literal.setLength(0);
        i = end;
      } else {
        literal.append(c);
      }
    }
    parts.add(new Value.Literal(literal.toString()));
    return new Value.Text(parts);
  }
}
