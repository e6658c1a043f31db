package io.hie.protocols.hl7;

import io.hie.actormodel.key.MessageKeys.LocalId;
import io.hie.actormodel.key.NhsNumber;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What has been seen among a record's ids; {@link Hl7Keys} tells by which rules. */
final class Candidates {
  private static final String NHS_NUMBER_OID = "2.16.840.1.113883.2.1.4.1";

  private final Hl7Message message;
  private final String facility;
  private @Nullable NhsNumber nhsNumber;
  private @Nullable LocalId recordNumber;
  private @Nullable LocalId withAuthority;
  private @Nullable LocalId withoutAuthority;

  private Candidates(Hl7Message message, String facility) {
    this.message = message;
    this.facility = facility;
  }

  /** The ids of a PID: those of PID-3, then that of PID-2. */
  static Candidates ofPatient(Hl7Message message, long segment, String facility) {
    return of(message, segment, 3, 2, facility);
  }

  /** The ids of an MRG: those of MRG-1, then that of MRG-4. */
  static Candidates ofPrior(Hl7Message message, long segment, String facility) {
    return of(message, segment, 1, 4, facility);
  }

  private static Candidates of(
      Hl7Message message, long segment, int list, int older, String facility) {
    Candidates candidates = new Candidates(message, facility);
    candidates.addAll(Hl7Keys.field(message, segment, list));
    candidates.addAll(Hl7Keys.field(message, segment, older));
    return candidates;
  }

  @Nullable NhsNumber nhsNumber() {
    return nhsNumber;
  }

  @Nullable LocalId localId() {
    if (recordNumber != null) {
      return recordNumber;
    }
    return withAuthority != null ? withAuthority : withoutAuthority;
  }

  private void addAll(long field) {
    if (field == Er7.NOWHERE) {
      return;
    }
    int separator = message.delimiters().repetition();
    int to = Er7.to(field);
    int from = Er7.from(field);
    while (from <= to) {
      int end = Er7.find(message.raw(), separator, from, to);
      add(Er7.span(from, end));
      from = end + 1;
    }
  }

  private void add(long repetition) {
    String id = Hl7Keys.component(message, repetition, 1);
    if (Hl7Keys.isNothing(id)) {
      return;
    }
    String type = Hl7Keys.component(message, repetition, 5).toUpperCase(Locale.ROOT);
    long authority = Er7.piece(message.raw(), repetition, message.delimiters().component(), 4);
    String namespace = subcomponent(authority, 1);
    String universal = subcomponent(authority, 2);
    if (isNhsType(type) || isNhsAuthority(namespace) || universal.equals(NHS_NUMBER_OID)) {
      if (nhsNumber == null) {
        nhsNumber = NhsNumber.parse(id).orElse(null);
      }
      return;
    }
    String name = Hl7Keys.isNothing(namespace) ? universal : namespace;
    if (Hl7Keys.isNothing(name)) {
      if (withoutAuthority == null && !facility.isEmpty()) {
        withoutAuthority = new LocalId(id, facility);
      }
    } else if (recordNumber == null && (type.equals("MR") || type.equals("PI"))) {
      recordNumber = new LocalId(id, name);
    } else if (withAuthority == null) {
      withAuthority = new LocalId(id, name);
    }
  }

  private String subcomponent(long component, int n) {
    return message
        .text(Er7.piece(message.raw(), component, message.delimiters().subcomponent(), n))
        .trim();
  }

  private static boolean isNhsType(String type) {
    return switch (type) {
      case "NH", "NHS", "NHSN", "NHSNO", "NHSNUMBER", "NHS NUMBER", "NNGBR", "NNGB" -> true;
      default -> false;
    };
  }

  private static boolean isNhsAuthority(String namespace) {
    return switch (namespace.toUpperCase(Locale.ROOT)) {
      case "NHS", "NHSNBR", "NHSNO", "NHSNUMBER", "NHS NUMBER", NHS_NUMBER_OID -> true;
      default -> false;
    };
  }
}
