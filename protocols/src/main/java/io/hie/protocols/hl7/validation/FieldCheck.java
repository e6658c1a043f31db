package io.hie.protocols.hl7.validation;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Composite;
import ca.uhn.hl7v2.model.Primitive;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.model.Varies;
import ca.uhn.hl7v2.model.primitive.ID;
import ca.uhn.hl7v2.model.primitive.IS;
import ca.uhn.hl7v2.validation.PrimitiveTypeRule;
import ca.uhn.hl7v2.validation.ValidationContext;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.hie.protocols.hl7.Hl7Message;
import java.util.Set;

/** Compares the fields of a segment with what its version says of them. */
final class FieldCheck {
  private static final ValidationContext TYPES = ValidationContextFactory.defaultValidation();

  /** The length by which HL7 says that there is none. */
  private static final int NO_LENGTH = 65_536;

  private final Rules rules;
  private final String version;
  private final Findings findings;

  FieldCheck(Rules rules, String version, Findings findings) {
    this.rules = rules;
    this.version = version;
    this.findings = findings;
  }

  void check(Segment segment, String path) throws HL7Exception {
    for (int number = 1; number <= segment.numFields(); number++) {
      boolean separators = segment.getName().equals("MSH") && number <= 2;
      if (!separators && !rules.ignored().contains(segment.getName() + "-" + number)) {
        field(segment, number, path + "-" + number);
      }
    }
  }

  private void field(Segment segment, int number, String path) throws HL7Exception {
    Type[] repetitions = segment.getField(number);
    int most = segment.getMaxCardinality(number);
    boolean present = false;
    for (int i = 0; i < repetitions.length; i++) {
      if (!repetitions[i].isEmpty()) {
        present = true;
        String place = i == 0 ? path : path + "[" + (i + 1) + "]";
        length(repetitions[i], segment.getLength(number), place);
        type(repetitions[i], place, 0);
      }
    }
    if (!present && rules.has(Check.REQUIRED) && segment.isRequired(number)) {
      findings.add(path, "is empty, and required in version " + version);
    }
    if (most > 0 && repetitions.length > most && rules.has(Check.REPETITIONS)) {
      findings.add(
          path, "has " + repetitions.length + " repetitions, at most " + most + " are allowed");
    }
  }

  private void length(Type value, int most, String path) throws HL7Exception {
    if (!rules.has(Check.LENGTHS) || most <= 0 || most >= NO_LENGTH) {
      return;
    }
    int length = value.encode().length();
    if (length > most) {
      findings.add(path, "has " + length + " characters, at most " + most + " are allowed");
    }
  }

  /** Goes down to the values; {@code depth} 0 for a field, 1 for a component. */
  private void type(Type type, String path, int depth) {
    switch (type) {
      case Varies varies -> type(varies.getData(), path, depth);
      case Composite composite -> {
        Type[] parts = composite.getComponents();
        for (int i = 0; i < parts.length; i++) {
          type(parts[i], depth > 1 ? path : path + "." + (i + 1), depth + 1);
        }
      }
      case Primitive primitive -> value(primitive, path);
      default -> throw new IllegalStateException("a type that is neither one value nor several");
    }
  }

  private void value(Primitive primitive, String path) {
    String value = primitive.getValue();
    if (value == null || value.isEmpty() || value.equals(Hl7Message.NULL)) {
      return;
    }
    if (rules.has(Check.TYPES)) {
      for (PrimitiveTypeRule rule :
          TYPES.getPrimitiveRules(version, primitive.getName(), primitive)) {
        if (rule.apply(value).length > 0) {
          findings.add(
              path, "is no " + primitive.getName() + ": " + form(primitive.getName()), value);
          break;
        }
      }
    }
    int table = tableOf(primitive);
    Set<String> allowed =
        table == 0 || !rules.has(Check.TABLES) ? null : rules.tables().values(table);
    if (allowed != null && !allowed.contains(value)) {
      findings.add(path, "is not in table " + "%04d".formatted(table), value);
    }
  }

  private static int tableOf(Primitive primitive) {
    return switch (primitive) {
      case ID id -> id.getTable();
      case IS is -> is.getTable();
      default -> 0;
    };
  }

  /** What a value of a type looks like (HL7 v2.5.1 chapter 2A). */
  private static String form(String type) {
    return switch (type) {
      case "DT" -> "write YYYY[MM[DD]]";
      case "TM" -> "write HH[MM[SS[.S[S[S[S]]]]]][+/-ZZZZ]";
      case "TS", "TSComponentOne", "DTM" -> "write YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]";
      case "NM" -> "write a number";
      case "SI" -> "write a whole number from 0 to 9999";
      default -> "its form or its length is not that of the type";
    };
  }
}
