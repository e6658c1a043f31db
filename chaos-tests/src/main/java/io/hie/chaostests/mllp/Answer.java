package io.hie.chaostests.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * An HL7 acknowledgement, as far as a sender needs it.
 *
 * @param code MSA-1
 * @param controlId MSA-2
 * @param words what the answer says besides, from MSA-3 and ERR
 */
public record Answer(String code, String controlId, String words) {

  /** Null if these bytes are no acknowledgement. */
  public static @Nullable Answer read(byte[] bytes, int offset, int length) {
    Hl7Fields header = Hl7Fields.header(bytes, offset, length);
    if (header == null) {
      return null;
    }
    Hl7Fields msa = Hl7Fields.segment("MSA", header, bytes, offset, length);
    if (msa == null) {
      return null;
    }
    String code = code(msa.text(1));
    return new Answer(
        code, msa.text(2), code.endsWith("A") ? "" : words(msa, header, bytes, offset, length));
  }

  /** Whether the sender is rid of the message. */
  public boolean accepted() {
    return code.equals("AA") || code.equals("CA");
  }

  /** Whether the sender shall send it again. */
  public boolean retriable() {
    return code.equals("AE") || code.equals("CE");
  }

  /** Whether the sender of this message waits for an answer if it is accepted. */
  public static boolean isAwaited(byte[] bytes, int offset, int length) {
    Hl7Fields header = Hl7Fields.header(bytes, offset, length);
    return header == null
        || !isEnhanced(header)
        || asksFor(header.text(15), true)
        || asksFor(header.text(16), true);
  }

  private static boolean isEnhanced(Hl7Fields header) {
    return header.length(15) > 0 || header.length(16) > 0;
  }

  /** HL7 table 0155: always, never, on errors only, on success only. */
  private static boolean asksFor(String when, boolean success) {
    return when.equals("AL") || when.equals(success ? "SU" : "ER");
  }

  private static String code(String text) {
    return switch (text) { // the constants, so that a million answers make no garbage in a ledger
      case "AA", "CA", "AE", "CE", "AR", "CR" -> text.intern();
      default -> text;
    };
  }

  private static String words(
      Hl7Fields msa, Hl7Fields header, byte[] bytes, int offset, int length) {
    StringBuilder words = new StringBuilder(msa.text(3));
    Hl7Fields err = Hl7Fields.segment("ERR", header, bytes, offset, length);
    for (int field = 1; err != null && field <= 12; field++) {
      if (err.length(field) > 0) {
        words.append(words.isEmpty() ? "" : " | ").append(err.text(field));
      }
    }
    return words.toString();
  }

  /**
   * The frame that answers a message: its MSH swapped, with its own field separator. Where MSH-15
   * asks for a commit answer, {@code AA} leaves as {@code CA}, and so on. A message without a
   * readable MSH is answered with an empty MSA-2.
   *
   * @param wish AA, AE or AR
   * @return empty if the message asks for no answer
   */
  public static byte[] frame(String wish, byte[] bytes, int offset, int length) {
    Hl7Fields header = Hl7Fields.header(bytes, offset, length);
    boolean accepts = wish.equals("AA");
    boolean commit = header != null && asksFor(header.text(15), accepts);
    if (header != null && !commit && isEnhanced(header) && !asksFor(header.text(16), accepts)) {
      return new byte[0];
    }
    String code = commit ? "C" + wish.charAt(1) : wish;
    char s = header == null ? '|' : (char) (header.separator() & 0xFF);
    String encoding = header == null || header.length(2) == 0 ? "^~\\&" : header.text(2);
    StringBuilder answer = new StringBuilder(160).append('\u000b');
    answer.append("MSH").append(s).append(encoding);
    for (int field : new int[] {5, 6, 3, 4}) {
      answer.append(s).append(header == null ? "" : header.text(field));
    }
    String id = header == null ? "" : header.text(10);
    answer.append(s).append(header == null ? "" : header.text(7)).append(s).append(s).append("ACK");
    answer.append(s).append(id).append(s).append('P').append(s);
    answer.append(header == null ? "2.4" : header.text(12)).append('\r');
    answer.append("MSA").append(s).append(code).append(s).append(id).append('\r');
    if (!code.endsWith("A")) {
      answer.append("ERR").append(s).append(s).append(s).append("207").append(s).append('E');
      answer.append(s).append(s).append(s).append("the sink was told to refuse this\r");
    }
    return answer.append("\u001c\r").toString().getBytes(ISO_8859_1);
  }
}
