package io.hie.protocols.hl7;

import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.key.MessageKeys.LocalId;
import io.hie.actormodel.key.NhsNumber;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads whom and what a message concerns.
 *
 * <p><b>NHS number:</b> the first repetition of PID-3 that is labelled as one and is valid. The
 * label is CX.5 {@code NH} (or {@code NHS}, {@code NNGBR} and the like) or CX.4 {@code NHS} (or the
 * OID of NHS numbers); British senders write either. One that fails its check digit is passed over
 * and is no local id either.
 *
 * <p><b>Local id:</b> of the other repetitions, the first of type MR or PI with an assigning
 * authority, else the first with one. If none has one, the first id at all, with the sending
 * facility as its authority, because an id without an authority is the sender's own.
 *
 * <p>PID-2, where older senders put an id, is read after PID-3 by the same rules. PID-19 is not
 * read: it has no place for a label, and a number without one is not taken for an NHS number.
 *
 * <p>Facility is MSH-4, else MSH-3; the correlation is the placer's order number (ORC-2, else
 * OBR-2), else MSH-10. The patient is that of the first PID: an A40 is keyed by the surviving
 * record, not by its MRG.
 */
public final class Hl7Keys {
  private static final String NHS_NUMBER_OID = "2.16.840.1.113883.2.1.4.1";

  private Hl7Keys() {}

  /** The keys. Two passes over a part of the bytes at most; nothing is refused. */
  public static MessageKeys of(Hl7Message message) {
    return of(message, Landmarks.of(message));
  }

  static MessageKeys of(Hl7Message message, Landmarks landmarks) {
    String facility = message.sendingFacility().trim();
    if (isNothing(facility)) {
      facility = message.sendingApplication().trim();
    }
    if (isNothing(facility)) {
      facility = "";
    }
    Candidates candidates = new Candidates(message, facility);
    candidates.addAll(field(message, landmarks.patient(), 3));
    candidates.addAll(field(message, landmarks.patient(), 2));
    return new MessageKeys(
        candidates.nhsNumber,
        candidates.localId(),
        facility,
        message.messageType().trim(),
        correlation(message, landmarks));
  }

  private static String correlation(Hl7Message message, Landmarks landmarks) {
    String order = entity(message, field(message, landmarks.order(), 2));
    if (isNothing(order)) {
      order = entity(message, field(message, landmarks.request(), 2));
    }
    return isNothing(order) ? message.controlId().trim() : order;
  }

  private static String entity(Hl7Message message, long field) {
    return component(message, field, 1);
  }

  private static long field(Hl7Message message, long segment, int n) {
    return Er7.piece(message.raw(), segment, message.delimiters().field(), n + 1);
  }

  private static String component(Hl7Message message, long repetition, int n) {
    return message
        .text(Er7.piece(message.raw(), repetition, message.delimiters().component(), n))
        .trim();
  }

  private static boolean isNothing(String value) {
    return value.isEmpty() || value.equals(Hl7Message.NULL);
  }

  /** What has been seen among the patient's ids. */
  private static final class Candidates {
    private final Hl7Message message;
    private final String facility;
    private @Nullable NhsNumber nhsNumber;
    private @Nullable LocalId recordNumber;
    private @Nullable LocalId withAuthority;
    private @Nullable LocalId withoutAuthority;

    Candidates(Hl7Message message, String facility) {
      this.message = message;
      this.facility = facility;
    }

    @Nullable LocalId localId() {
      if (recordNumber != null) {
        return recordNumber;
      }
      return withAuthority != null ? withAuthority : withoutAuthority;
    }

    void addAll(long field) {
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
      String id = component(message, repetition, 1);
      if (isNothing(id)) {
        return;
      }
      String type = component(message, repetition, 5).toUpperCase(Locale.ROOT);
      long authority = Er7.piece(message.raw(), repetition, message.delimiters().component(), 4);
      String namespace = subcomponent(authority, 1);
      String universal = subcomponent(authority, 2);
      if (isNhsType(type) || isNhsAuthority(namespace) || universal.equals(NHS_NUMBER_OID)) {
        if (nhsNumber == null) {
          nhsNumber = NhsNumber.parse(id).orElse(null);
        }
        return;
      }
      String name = isNothing(namespace) ? universal : namespace;
      if (isNothing(name)) {
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
