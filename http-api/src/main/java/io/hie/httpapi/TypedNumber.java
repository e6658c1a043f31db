package io.hie.httpapi;

import io.hie.actormodel.key.NhsNumber;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds NHS numbers in what callers type. A path, a reason and the id of a request end up in the
 * audit trail, which those read who may not see patients' data.
 */
final class TypedNumber {
  /** As people part them; a dot or colon is of an address with its port. */
  private static final String BETWEEN = "[\\s\\u00a0\\u2013-]{0,2}";

  private static final String DIGITS = "\\d{3}" + BETWEEN + "\\d{3}" + BETWEEN + "\\d{4}";
  private static final Pattern WORD =
      Pattern.compile("(?<![A-Za-z0-9])" + DIGITS + "(?![A-Za-z0-9])");
  private static final Pattern RUN = Pattern.compile("(?<!\\d)" + DIGITS + "(?!\\d)");

  private TypedNumber() {}

  /**
   * Whether an NHS number stands between characters that are neither letters nor digits. For ids
   * that are made of hexadecimal digits, some of which would have one in them by chance.
   */
  static boolean isWordOf(String id) {
    return isFound(WORD, id);
  }

  /** Whether an NHS number is anywhere in a text. */
  static boolean isIn(String text) {
    return isFound(RUN, text);
  }

  private static boolean isFound(Pattern form, String text) {
    Matcher found = form.matcher(text);
    for (int from = 0; found.find(from); from = found.start() + 1) {
      if (NhsNumber.parse(found.group().replaceAll("\\D", "")).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
