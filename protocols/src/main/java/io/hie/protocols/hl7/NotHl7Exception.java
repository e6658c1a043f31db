package io.hie.protocols.hl7;

/**
 * The bytes cannot be read as one HL7 v2 message. Its text says what is wrong and where, and quotes
 * nothing of the message.
 */
public final class NotHl7Exception extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** There is nothing but white space. */
  public static final String EMPTY = "empty";

  /** The first segment is not MSH. */
  public static final String NO_MSH = "no-msh";

  /** MSH ends before its second field does. */
  public static final String SHORT_MSH = "short-msh";

  /** MSH-1 or MSH-2 cannot be separators. */
  public static final String BAD_ENCODING_CHARACTERS = "bad-encoding-characters";

  /** There is more than one message, or a batch envelope (FHS, BHS) around it. */
  public static final String BATCH = "batch";

  /** UTF-16 or UTF-32, in which separators are not single bytes. */
  public static final String UTF_16 = "utf-16";

  /** An acknowledgement was expected, and there is no MSA segment. */
  public static final String NO_MSA = "no-msa";

  /** MSA-1 is none of AA, AE, AR, CA, CE and CR. */
  public static final String UNKNOWN_ACK_CODE = "unknown-ack-code";

  private final String code;

  /**
   * @param code one of the constants of this class
   * @param message one sentence for people, without patient data
   */
  NotHl7Exception(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Short and stable, for logs, metrics and filters. */
  public String code() {
    return code;
  }
}
