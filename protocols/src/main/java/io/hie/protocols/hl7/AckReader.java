package io.hie.protocols.hl7;

import java.util.LinkedHashSet;
import java.util.Set;

/** Reads an acknowledgement. */
final class AckReader {
  private static final int MSA = Er7.name("MSA");
  private static final Hl7Path MESSAGE = Hl7Path.compile("MSA-3");

  /** Where versions and receivers put what went wrong, the wordiest first. */
  private static final Hl7Path[] ERRORS = {
    Hl7Path.compile("ERR-8"),
    Hl7Path.compile("ERR-7"),
    Hl7Path.compile("ERR-3.2"),
    Hl7Path.compile("ERR-3.1"),
    Hl7Path.compile("ERR-1")
  };

  private static final int MOST_ERRORS = 20;
  private static final int MOST_TEXT = 2000;

  private AckReader() {}

  static Hl7Ack.Answer read(Hl7Message message) {
    long segment = message.segment(MSA);
    String written = message.text(field(message, segment, 1)).trim();
    if (written.isEmpty()) {
      throw new NotHl7Exception(
          NotHl7Exception.NO_MSA, "the answer has no MSA segment, or no code in its MSA-1");
    }
    AckCode code = AckCode.parse(written);
    if (code == null) {
      throw new NotHl7Exception(
          NotHl7Exception.UNKNOWN_ACK_CODE,
          "MSA-1 of the answer is none of AA, AE, AR, CA, CE and CR");
    }
    long controlId = field(message, segment, 2);
    return new Hl7Ack.Answer(
        code,
        message.text(controlId),
        message.ascii(controlId),
        code.isAccept() ? "" : text(message));
  }

  private static long field(Hl7Message message, long segment, int n) {
    return Er7.piece(message.raw(), segment, message.delimiters().field(), n + 1);
  }

  private static String text(Hl7Message message) {
    Set<String> said = new LinkedHashSet<>();
    said.add(MESSAGE.first(message).strip());
    for (Hl7Path path : ERRORS) {
      path.each(
          message,
          value -> {
            said.add(value.strip());
            return said.size() < MOST_ERRORS;
          });
    }
    said.remove("");
    said.remove(Hl7Message.NULL);
    String all = String.join("; ", said);
    return all.length() <= MOST_TEXT ? all : all.substring(0, MOST_TEXT - 3) + "...";
  }
}
