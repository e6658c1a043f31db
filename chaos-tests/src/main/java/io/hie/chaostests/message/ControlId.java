package io.hie.chaostests.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hie.chaostests.ChaosException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * MSH-10 of a generated message: the run's id and the message's number in the run, such as {@code
 * K3F9Q2-0000001234}. Seventeen characters, since HL7 v2.4 allows twenty.
 */
public record ControlId(String run, long number) {
  static final int RUN_LENGTH = 6;
  static final int LENGTH = RUN_LENGTH + 1 + 10;

  /** A run's id made from a number: six of 0-9 and A-Z. */
  public static String run(long random) {
    String text = Long.toString(Math.floorMod(random, 2_176_782_336L), 36).toUpperCase(Locale.ROOT);
    return "0".repeat(RUN_LENGTH - text.length()) + text;
  }

  /** The run id if it is well formed. */
  public static String checkedRun(String run) {
    if (run.matches("[0-9A-Z]{6}")) {
      return run;
    }
    throw new ChaosException("a run id is six of 0-9 and A-Z, not '" + run + "'");
  }

  /** Reads one back; null if these bytes are not of this form. */
  public static @Nullable ControlId read(byte[] bytes, int offset, int length) {
    if (length != LENGTH || bytes[offset + RUN_LENGTH] != '-') {
      return null;
    }
    for (int i = 0; i < RUN_LENGTH; i++) {
      byte b = bytes[offset + i];
      if (!((b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z'))) {
        return null;
      }
    }
    long number = Numbers.read(bytes, offset + RUN_LENGTH + 1, 10);
    return number < 0
        ? null
        : new ControlId(new String(bytes, offset, RUN_LENGTH, US_ASCII), number);
  }

  @Override
  public String toString() {
    String digits = Long.toString(number);
    return run + "-" + "0".repeat(Math.max(0, LENGTH - RUN_LENGTH - 1 - digits.length())) + digits;
  }
}
