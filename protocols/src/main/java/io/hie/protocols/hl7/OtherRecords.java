package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.key.MessageKeys.LocalId;
import io.hie.actormodel.key.MessageKeys.OtherRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Which other records a message concerns beside that of its first PID (HL7 v2, chapter 3).
 *
 * <ul>
 *   <li>Merges, moves and changes of identifiers, which name the prior one in MRG: A18, A30, A34 to
 *       A36, A39 to A51. MRG-1 and MRG-4 are read by the rules for PID-3 and PID-2. Where a message
 *       has several groups of PID and MRG, all of them count.
 *   <li>A24 and A37, which link and unlink two records: those of the second PID.
 *   <li>A08 and A31, by which a number that was found out is made known: if they give an NHS number
 *       and a local id, the record may have been known by the local id alone. Nothing in them says
 *       so.
 * </ul>
 *
 * <p>An id that is missing or fails its check is none, as in PID.
 */
final class OtherRecords {
  private static final int PID = Er7.name("PID");
  private static final int MRG = Er7.name("MRG");

  private OtherRecords() {}

  /** The other records; none for messages of all other events, which are not looked through. */
  static List<OtherRecord> of(Hl7Message message, Candidates patient, String facility) {
    if (!message.text(message.headerComponent(9, 1)).equals("ADT")) {
      return List.of();
    }
    String event = message.text(message.headerComponent(9, 2)).trim();
    return switch (event) {
      case "A08", "A31" -> {
        LocalId local = patient.localId();
        yield patient.nhsNumber() == null || local == null
            ? List.of()
            : List.of(new OtherRecord(null, local, event, false));
      }
      case "A18",
          "A24",
          "A30",
          "A34",
          "A35",
          "A36",
          "A37",
          "A39",
          "A40",
          "A41",
          "A42",
          "A43",
          "A44",
          "A45",
          "A46",
          "A47",
          "A48",
          "A49",
          "A50",
          "A51" ->
          named(message, event, facility);
      default -> List.of();
    };
  }

  private static List<OtherRecord> named(Hl7Message message, String event, String facility) {
    List<OtherRecord> others = new ArrayList<>(2);
    Payload raw = message.raw();
    int separator = message.delimiters().field();
    int end = message.headerEnd();
    boolean first = true;
    for (int at = Er7.segmentAfter(raw, end);
        at >= 0 && others.size() < MessageKeys.MOST_OTHERS;
        at = Er7.segmentAfter(raw, end)) {
      end = Er7.segmentEnd(raw, at, separator);
      int name = Er7.segmentName(raw, at, end, separator);
      if (name == MRG) {
        add(others, Candidates.ofPrior(message, Er7.span(at, end), facility), event);
      } else if (name == PID && first) {
        first = false;
      } else if (name == PID) {
        add(others, Candidates.ofPatient(message, Er7.span(at, end), facility), event);
      }
    }
    return others;
  }

  private static void add(List<OtherRecord> others, Candidates ids, String event) {
    if (ids.nhsNumber() != null || ids.localId() != null) {
      others.add(new OtherRecord(ids.nhsNumber(), ids.localId(), event, true));
    }
  }
}
