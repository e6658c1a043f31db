package io.hie.chaostests.message;

import io.hie.chaostests.ChaosException;

/**
 * NHS numbers of the 999 range, which is never given to a person. The check digit is the modulus 11
 * of the NHS Data Dictionary; bodies whose check would be 10 are no NHS numbers and are skipped.
 */
public final class TestNhsNumbers {
  private static final int FIRST_BODY = 999_000_001;
  private static final int LAST_BODY = 999_999_999;

  private TestNhsNumbers() {}

  /** The first {@code count} numbers in ascending order, at most about 900,000. */
  public static long[] first(int count) {
    long[] numbers = new long[count];
    int body = FIRST_BODY;
    for (int i = 0; i < count; body++) {
      if (body > LAST_BODY) {
        throw new ChaosException(
            "there are only " + i + " NHS numbers in the 999 range: ask for fewer patients");
      }
      int check = checkDigit(body);
      if (check != 10) {
        numbers[i++] = body * 10L + check;
      }
    }
    return numbers;
  }

  /** Whether this is a valid number of the 999 range. */
  public static boolean isOne(long number) {
    long body = number / 10;
    return body >= 999_000_000L
        && body <= LAST_BODY
        && checkDigit((int) body) == (int) (number % 10);
  }

  private static int checkDigit(int body) {
    int sum = 0;
    int rest = body;
    for (int weight = 2; weight <= 10; weight++) {
      sum += weight * (rest % 10);
      rest /= 10;
    }
    return (11 - sum % 11) % 11;
  }
}
