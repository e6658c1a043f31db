package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds faults that do not keep a message from being read: empty fields that MSH must have, a time
 * in MSH-7 that is none, line breaks within a segment, a second message behind the first, a
 * character set that is not what MSH-18 says. Names places, never contents.
 */
final class StructureCheck {
  private static final int MOST_FAULTS = 20;
  private static final int[] REQUIRED = {9, 10, 11, 12}; // HL7 v2.1 to 2.8, MSH
  private static final int TIME = 7;

  private final Hl7Message message;
  private final List<String> faults = new ArrayList<>();

  private StructureCheck(Hl7Message message) {
    this.message = message;
  }

  /** The faults, at most 20, in the order of the message. */
  static List<String> faults(Hl7Message message) {
    StructureCheck check = new StructureCheck(message);
    check.header();
    check.segments();
    if (!message.charsetNote().isEmpty()) {
      check.add(message.charsetNote());
    }
    return List.copyOf(check.faults);
  }

  private void header() {
    if (!isTime(message.ascii(message.header(TIME)))) {
      add("MSH-7 is not a time such as 20260131235959+0000");
    }
    for (int field : REQUIRED) {
      if (Er7.isEmpty(message.header(field))) {
        add("MSH-" + field + " is empty");
      }
    }
  }

  /** YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ], or nothing, by its digits only. */
  private static boolean isTime(String text) {
    return text.isEmpty()
        || text.matches(
            "(\\d{4}|\\d{6}|\\d{8}|\\d{10}|\\d{12}|\\d{14}(\\.\\d{1,4})?)([+-]\\d{4})?");
  }

  private void segments() {
    Payload raw = message.raw();
    int separator = message.delimiters().field();
    int end = message.headerEnd();
    int number = 1;
    for (int at = Er7.segmentAfter(raw, end); at >= 0; at = Er7.segmentAfter(raw, end)) {
      end = Er7.segmentEnd(raw, at, separator);
      number++;
      int name = Er7.segmentName(raw, at, end, separator);
      if (Envelope.begins(raw, at)) {
        add("segment " + number + " at byte " + at + " begins or ends another message or a batch");
      } else if (name == 0) {
        add("segment " + number + " at byte " + at + " has no name of three letters");
      }
      if (Er7.lineEnd(raw, at) < end) {
        add("segment " + number + " has a line break at byte " + Er7.lineEnd(raw, at));
      }
    }
  }

  private void add(String fault) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(fault);
    }
  }
}
