package io.hie.protocols.hl7;

import io.hie.actormodel.key.MessageKeys;

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
 * record, not by its MRG. Other records that it concerns are found by {@link OtherRecords}.
 */
public final class Hl7Keys {
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
    Candidates candidates = Candidates.ofPatient(message, landmarks.patient(), facility);
    return new MessageKeys(
        candidates.nhsNumber(),
        candidates.localId(),
        facility,
        message.messageType().trim(),
        correlation(message, landmarks),
        OtherRecords.of(message, candidates, facility));
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

  static long field(Hl7Message message, long segment, int n) {
    return Er7.piece(message.raw(), segment, message.delimiters().field(), n + 1);
  }

  static String component(Hl7Message message, long repetition, int n) {
    return message
        .text(Er7.piece(message.raw(), repetition, message.delimiters().component(), n))
        .trim();
  }

  static boolean isNothing(String value) {
    return value.isEmpty() || value.equals(Hl7Message.NULL);
  }
}
