package io.hie.chaostests.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds generated patients where they do not belong, such as in a log. */
public final class PatientTrace {
  private static final Pattern NHS_NUMBER =
      Pattern.compile("(?<![0-9A-Za-z-])999[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9A-Za-z-])");
  private static final Pattern SEGMENT = Pattern.compile("PID\\|[0-9]*\\||NK1\\|[0-9]*\\|");

  private PatientTrace() {}

  /**
   * Whether a line shows an NHS number of the 999 range, or a piece of a segment about a person.
   */
  public static boolean isIn(String line) {
    Matcher numbers = NHS_NUMBER.matcher(line);
    while (numbers.find()) {
      if (TestNhsNumbers.isOne(Long.parseLong(numbers.group().replaceAll("[ -]", "")))) {
        return true;
      }
    }
    return SEGMENT.matcher(line).find();
  }
}
