package io.hie.actormodel.key;

import java.util.Optional;

/**
 * An NHS number: ten digits whose last is a check digit (NHS Data Dictionary, "NHS NUMBER"). Its
 * text form hides the digits.
 */
public final class NhsNumber {
  private final String digits;

  private NhsNumber(String digits) {
    this.digits = digits;
  }

  /**
   * Reads ten digits, plain or spaced 3-3-4 by blanks or hyphens. Empty if the form or the check
   * digit is wrong, or all digits are zero, which passes the check and is used as a filler. Ranges
   * are not judged: test numbers begin with 9, and Scottish and Northern Irish ones are as good.
   */
  public static Optional<NhsNumber> parse(String text) {
    StringBuilder digits = new StringBuilder(10);
    int separators = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      } else if ((c == ' ' || c == '-')
          && separators < 2
          && digits.length() == 3 * (separators + 1)) {
        separators++;
      } else {
        return Optional.empty();
      }
    }
    if (digits.length() != 10 || separators == 1 || !checkDigitFits(digits)) {
      return Optional.empty();
    }
    String plain = digits.toString();
    return plain.equals("0000000000") ? Optional.empty() : Optional.of(new NhsNumber(plain));
  }

  /**
   * Modulus 11: weights 10 to 2 on the first nine digits; 11 less the remainder, 11 counting as 0,
   * 10 never valid.
   */
  private static boolean checkDigitFits(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < 9; i++) {
      sum += (10 - i) * (digits.charAt(i) - '0');
    }
    int check = (11 - sum % 11) % 11;
    return check != 10 && check == digits.charAt(9) - '0';
  }

  /** The ten digits. Patient data: for keys and bodies, never for logs. */
  public String digits() {
    return digits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NhsNumber that && digits.equals(that.digits);
  }

  @Override
  public int hashCode() {
    return digits.hashCode();
  }

  @Override
  public String toString() {
    return "NhsNumber[hidden]";
  }
}
