package io.hie.protocols.hl7;

import io.hie.actormodel.envelope.Payload;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadLocalRandom;

/** Writes one acknowledgement: MSH, MSA and, with a reason, ERR. */
final class AckWriter {
  private static final int MOST_IN_MSA = 80; // HL7 v2.4, MSA-3
  private static final int MOST_IN_ERR = 250; // HL7 v2.5, ERR-8
  private static final int ID_LENGTH = 20; // HL7 v2.4, MSH-10
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

  private final Hl7Message received;
  private final Er7Writer out;

  private AckWriter(Hl7Message received) {
    this.received = received;
    this.out = new Er7Writer(received.delimiters(), received.charset());
  }

  /**
   * @param condition code and name of HL7 table 0357 with a ^ between; empty if there is no error
   * @param reason empty if there is no error
   */
  static Payload write(
      Hl7Message received, AckCode code, String condition, String reason, Instant at) {
    AckWriter writer = new AckWriter(received);
    writer.header(at);
    writer.acknowledgement(code, reason);
    if (!condition.isEmpty()) {
      writer.error(condition.split("\\^", 2), shorten(reason, MOST_IN_ERR));
    }
    return writer.out.toPayload();
  }

  private void header(Instant at) {
    out.plain("MSH").field();
    copy(2).field();
    copy(5).field();
    copy(6).field();
    copy(3).field();
    copy(4).field();
    out.plain(time(at)).field();
    out.field().plain("ACK");
    long event = received.headerComponent(9, 2);
    if (!Er7.isEmpty(event)) {
      out.component().copy(received.raw(), event).component().plain("ACK");
    }
    out.field().plain(newId()).field();
    orElse(11, "P").field();
    orElse(12, "2.4");
    if (!Er7.isEmpty(received.header(18))) {
      for (int n = 13; n <= 18; n++) {
        out.field();
      }
      copy(18);
    }
    out.endSegment();
  }

  private void acknowledgement(AckCode code, String reason) {
    out.plain("MSA").field().plain(code.name()).field();
    copy(10);
    if (!reason.isEmpty()) {
      out.field().text(shorten(reason, MOST_IN_MSA));
    }
    out.endSegment();
  }

  private void error(String[] condition, String reason) {
    out.plain("ERR").field();
    if (isFrom25()) {
      out.field().field().plain(condition[0]).component().plain(condition[1]);
      out.component().plain("HL70357").field().plain("E");
      out.field().field().field().field().text(reason);
    } else {
      out.component().component().component();
      if (received.delimiters().subcomponent() == Delimiters.NONE) {
        out.text(reason);
      } else {
        out.plain(condition[0]).subcomponent().text(reason).subcomponent().plain("HL70357");
      }
    }
    out.endSegment();
  }

  private Er7Writer copy(int headerField) {
    return out.copy(received.raw(), received.header(headerField));
  }

  private Er7Writer orElse(int headerField, String other) {
    return Er7.isEmpty(received.header(headerField)) ? out.plain(other) : copy(headerField);
  }

  private boolean isFrom25() {
    String[] parts = received.version().trim().split("\\.", 3);
    try {
      int major = Integer.parseInt(parts[0]);
      int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      return major > 2 || (major == 2 && minor >= 5);
    } catch (NumberFormatException odd) {
      return false;
    }
  }

  private static String shorten(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  /** To the second, in UTC and saying so: {@code 20260131235959+0000}. */
  private static String time(Instant at) {
    LocalDateTime t = LocalDateTime.ofEpochSecond(at.getEpochSecond(), 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(19);
    pad(text, t.getYear(), 4);
    pad(text, t.getMonthValue(), 2);
    pad(text, t.getDayOfMonth(), 2);
    pad(text, t.getHour(), 2);
    pad(text, t.getMinute(), 2);
    pad(text, t.getSecond(), 2);
    return text.append("+0000").toString();
  }

  private static void pad(StringBuilder text, int number, int digits) {
    int power = 1;
    for (int i = 1; i < digits; i++) {
      power *= 10;
    }
    for (; power > 0; power /= 10) {
      text.append((char) ('0' + number / power % 10));
    }
  }

  /** Twenty characters, which is all that MSH-10 may have: 100 random bits. */
  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    char[] id = new char[ID_LENGTH];
    long bits = 0;
    for (int i = 0; i < ID_LENGTH; i++) {
      bits = i % 10 == 0 ? random.nextLong() : bits >>> 5;
      id[i] = DIGITS[(int) (bits & 31)];
    }
    return new String(id);
  }
}
