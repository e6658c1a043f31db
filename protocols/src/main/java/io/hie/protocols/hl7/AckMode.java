package io.hie.protocols.hl7;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which answer a sender wants, by its MSH-15 and MSH-16 (HL7 v2 chapter 2, "Message processing
 * rules"; table 0155).
 *
 * <p>Both empty is original mode: the answer is AA, AE or AR. Otherwise, enhanced mode, there is
 * one answer at most: CA, CE or CR if MSH-15 asks for one in this outcome; else AA, AE or AR if
 * MSH-16 does, as in {@code NE} and {@code AL}, by which the standard defines original mode; else
 * none. A value that is none of AL, NE, ER and SU asks for an answer, since a sender that waits in
 * vain sends again.
 */
final class AckMode {
  private AckMode() {}

  /** How a message fared. */
  enum Outcome {
    ACCEPT(AckCode.AA, AckCode.CA),
    ERROR(AckCode.AE, AckCode.CE),
    REJECT(AckCode.AR, AckCode.CR);

    private final AckCode application;
    private final AckCode commit;

    Outcome(AckCode application, AckCode commit) {
      this.application = application;
      this.commit = commit;
    }
  }

  /**
   * The code to answer with, or null for no answer.
   *
   * @param commit MSH-15
   * @param application MSH-16
   */
  static @Nullable AckCode choose(String commit, String application, Outcome outcome) {
    boolean commitSaid = isSaid(commit);
    boolean applicationSaid = isSaid(application);
    if (!commitSaid && !applicationSaid) {
      return outcome.application;
    }
    if (commitSaid && asks(commit, outcome)) {
      return outcome.commit;
    }
    return applicationSaid && asks(application, outcome) ? outcome.application : null;
  }

  private static boolean isSaid(String value) {
    return !value.isBlank() && !value.equals(Hl7Message.NULL);
  }

  private static boolean asks(String value, Outcome outcome) {
    return switch (value.trim().toUpperCase(Locale.ROOT)) {
      case "NE" -> false;
      case "ER" -> outcome != Outcome.ACCEPT;
      case "SU" -> outcome == Outcome.ACCEPT;
      default -> true;
    };
  }
}
