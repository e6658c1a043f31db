package io.hie.protocols.hl7.validation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be checked. */
enum Check {
  STRUCTURE,
  REQUIRED,
  TYPES,
  LENGTHS,
  REPETITIONS,
  TABLES,
  NHS_NUMBER;

  /** As it is written in a document. */
  String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Check> of(String spelling) {
    return Arrays.stream(values()).filter(each -> each.spelling().equals(spelling)).findFirst();
  }

  static List<String> spellings() {
    return Arrays.stream(values()).map(Check::spelling).toList();
  }
}
