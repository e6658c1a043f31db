package io.hie.protocols.hl7.validation;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * HL7 tables (those that HL7 itself defines: v2.5.1 chapter 2, appendix A; values of older versions
 * included), by number. User-defined ones differ from trust to trust and are checked only where a
 * document gives them.
 */
final class Tables {
  private static final Map<Integer, Set<String>> OF_HL7 =
      Map.ofEntries(
          table(8, "AA", "AE", "AR", "CA", "CE", "CR"),
          table(38, "A", "CA", "CM", "DC", "ER", "HD", "IP", "RP", "SC"),
          table(65, "A", "G", "L", "O", "P", "R", "S"),
          table(85, "C", "D", "F", "I", "N", "O", "P", "R", "S", "X", "U", "W", "V"),
          table(103, "D", "P", "T"),
          table(123, "A", "C", "F", "I", "O", "P", "R", "S", "X", "Y", "Z", "M", "N", "V"),
          table(136, "Y", "N"),
          table(155, "AL", "NE", "ER", "SU"),
          table(207, "A", "I", "R", "T"));

  private final Map<Integer, Set<String>> own;

  /**
   * @param own in place of HL7's, by number
   */
  Tables(Map<Integer, Set<String>> own) {
    this.own = Map.copyOf(own);
  }

  /** The values of a table; null if they are not known. */
  @Nullable Set<String> values(int table) {
    Set<String> given = own.get(table);
    return given != null ? given : OF_HL7.get(table);
  }

  private static Map.Entry<Integer, Set<String>> table(int number, String... values) {
    return Map.entry(number, Set.of(values));
  }
}
