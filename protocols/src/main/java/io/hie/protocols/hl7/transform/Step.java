package io.hie.protocols.hl7.transform;

import io.hie.protocols.hl7.Hl7Path;
import io.hie.protocols.hl7.Rule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One step of a mapping. */
sealed interface Step {

  /** What is done if the segment of a target is not there. */
  enum IfMissing {
    FAIL,
    SKIP,
    ADD
  }

  /** Writes a value. */
  record Set(Hl7Path to, Value value, IfMissing ifMissing) implements Step {}

  /** Copies what is at a place, with its structure. */
  record Copy(Hl7Path from, Hl7Path to, IfMissing ifMissing) implements Step {}

  /** Replaces a value by what a table has for it. */
  record Translate(
      Hl7Path from, Hl7Path to, Map<String, String> table, Otherwise otherwise, String tableName)
      implements Step {}

  /** What is done with a value that a table does not have. */
  sealed interface Otherwise {
    record Keep() implements Otherwise {}

    record Fail() implements Otherwise {}

    record Use(String value) implements Otherwise {}
  }

  /** Empties a place. */
  record Delete(Hl7Path path) implements Step {}

  /**
   * Takes segments out.
   *
   * @param occurrence from 1, or 0 for all, which within a repeat means the one in hand
   */
  record Remove(String segment, int occurrence) implements Step {}

  /**
   * Adds a segment.
   *
   * @param after behind the last segment of this name
   */
  record Add(String segment, String after, List<Set> fields) implements Step {}

  /**
   * Does its steps for every segment of a name, or for every repetition of a field, which is then
   * what paths without an index mean.
   *
   * @param field null for segments
   */
  record Repeat(String segment, @Nullable Hl7Path field, List<Step> steps) implements Step {}

  /** Does one or the other. */
  record When(Rule rule, List<Step> then, List<Step> otherwise) implements Step {}

  /** Makes it a message of another version. */
  record ToVersion(String version) implements Step {}
}
