package io.hie.protocols.hl7;

import java.util.List;

/**
 * How urgent a message says that it is, for queues that go by it. Looked at are the priority of
 * each order (OBR-5 until version 2.3, then OBR-27.6, ORC-7.6 and TQ1-9; HL7 tables 0027 and 0485:
 * S stat, A as soon as possible, C callback, P before an operation, T timing critical, R routine)
 * and how the patient came (PV1-4, table 0007: A accident, E emergency, U urgent, L labour). The
 * most urgent counts.
 */
final class Hl7Priority {
  private static final List<Hl7Path> OF_ORDERS =
      List.of(
          Hl7Path.compile("TQ1-9.1"),
          Hl7Path.compile("OBR-27.6"),
          Hl7Path.compile("OBR-5"),
          Hl7Path.compile("ORC-7.6"));

  private static final Hl7Path OF_ADMISSION = Hl7Path.compile("PV1-4.1");
  private static final int NONE = 10;

  private Hl7Priority() {}

  /**
   * 0 (first) to 9.
   *
   * @param otherwise if the message says nothing that is known
   */
  static int of(Hl7Message message, int otherwise) {
    Lowest lowest = new Lowest();
    for (Hl7Path path : OF_ORDERS) {
      path.each(message, value -> lowest.take(ofOrder(value)));
    }
    OF_ADMISSION.each(message, value -> lowest.take(ofAdmission(value)));
    return lowest.value == NONE ? otherwise : lowest.value;
  }

  private static int ofOrder(String code) {
    return switch (code) {
      case "S" -> 0;
      case "A", "T" -> 1;
      case "C" -> 2;
      case "P" -> 3;
      case "R" -> 5;
      default -> NONE;
    };
  }

  private static int ofAdmission(String code) {
    return switch (code) {
      case "E", "A" -> 1;
      case "U", "L" -> 2;
      case "R", "N", "C" -> 5;
      default -> NONE;
    };
  }

  /** The most urgent so far; nothing is more so than 0. */
  private static final class Lowest {
    private int value = NONE;

    private boolean take(int priority) {
      value = Math.min(value, priority);
      return value > 0;
    }
  }
}
