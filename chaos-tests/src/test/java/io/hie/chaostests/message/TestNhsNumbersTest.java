package io.hie.chaostests.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.chaostests.ChaosException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TestNhsNumbersTest {
  @Test
  void shouldBeginWithTheKnownNumbersOfTheRange() {
    assertThat(TestNhsNumbers.first(2)).containsExactly(9990000018L, 9990000026L);
  }

  @Test
  void shouldSkipBodiesWhoseCheckWouldBeTen() {
    long[] numbers = TestNhsNumbers.first(1000);

    assertThat(Arrays.stream(numbers).distinct().count()).isEqualTo(1000);
    assertThat(Arrays.stream(numbers).allMatch(TestNhsNumbersTest::modulus11)).isTrue();
    // nearly one body in eleven has no number
    assertThat(numbers[999] / 10 - numbers[0] / 10).isBetween(1080L, 1120L);
  }

  @Test
  void shouldTellItsNumbersFromOthers() {
    assertThat(TestNhsNumbers.isOne(9990000018L)).isTrue();
    assertThat(TestNhsNumbers.isOne(9990000019L)).isFalse();
    assertThat(TestNhsNumbers.isOne(9434765919L)).isFalse();
  }

  @Test
  void shouldSayWhenThereAreNotEnough() {
    assertThatThrownBy(() -> TestNhsNumbers.first(1_000_000))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("fewer patients");
  }

  @Test
  void shouldSeePatientsWhereTheyDoNotBelong() {
    assertThat(PatientTrace.isIn("stored 9990000018 for key 7f")).isTrue();
    assertThat(PatientTrace.isIn("stored 999 000 0018")).isTrue();
    assertThat(PatientTrace.isIn("bad segment PID|1||x")).isTrue();
    assertThat(PatientTrace.isIn("took 9990000019 ns")).isFalse();
    assertThat(PatientTrace.isIn("id 01999000-9990000018-ab")).isFalse();
  }

  /** Written another way than the code under test: the whole weighted sum is a multiple of 11. */
  private static boolean modulus11(long number) {
    String digits = Long.toString(number);
    int sum = 0;
    for (int i = 0; i < 9; i++) {
      sum += (digits.charAt(i) - '0') * (10 - i);
    }
    return (sum + (digits.charAt(9) - '0')) % 11 == 0;
  }
}
