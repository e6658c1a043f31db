package io.hie.actormodel.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NhsNumberTest {

  @ParameterizedTest
  @ValueSource(strings = {"9990000018", "999 000 0018", "999-000-0018", "999 000-0018"})
  void shouldReadPlainAndSpacedNumbersAsOne(String text) {
    assertThat(NhsNumber.parse(text)).map(NhsNumber::digits).contains("9990000018");
  }

  @ParameterizedTest
  @CsvSource({
    "9990000026, true", // check digit 6
    "9990000027, false", // wrong check digit
    "9990000050, true", // the sum leaves 0: check digit 11 counts as 0
    "9990000051, false",
    "9990000000, false", // the sum asks for 10, which no number has
    "0000000000, false", // passes the check, and is a filler
    "0000000019, true"
  })
  void shouldJudgeTheCheckDigit(String text, boolean valid) {
    assertThat(NhsNumber.parse(text).isPresent()).isEqualTo(valid);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "999000001",
        "99900000188",
        "999  0000018", // two blanks in one place
        "999000 0018", // only one of the two
        "999 0000018",
        " 9990000018",
        "9990000018 ",
        "99 9000 0018",
        "999 000 0 018",
        "999.000.0018",
        "999000001X",
        "٩٩٩٠٠٠٠٠١٨" // digits of another script
      })
  void shouldRefuseEveryOtherForm(String text) {
    assertThat(NhsNumber.parse(text)).isEmpty();
  }

  @Test
  void shouldTakeAboutOneNumberInElevenOfAllNineDigitStems() {
    int valid = 0;
    for (int stem = 999_000_000; stem < 999_011_000; stem++) {
      for (int check = 0; check < 10; check++) {
        if (NhsNumber.parse(stem + "" + check).isPresent()) {
          valid++;
        }
      }
    }
    // 11,000 stems, each with one check digit but for the eleventh that would need 10
    assertThat(valid).isEqualTo(10_000);
  }

  @Test
  void shouldBeEqualByDigitsAndHideThem() {
    // given
    NhsNumber plain = NhsNumber.parse("9990000018").orElseThrow();
    NhsNumber spaced = NhsNumber.parse("999 000 0018").orElseThrow();
    NhsNumber other = NhsNumber.parse("9990000026").orElseThrow();

    // then
    assertThat(plain).isEqualTo(spaced).hasSameHashCodeAs(spaced).isNotEqualTo(other);
    assertThat(plain.toString()).doesNotContainPattern("[0-9]");
  }

  @Test
  void shouldHideThePatientInTheTextOfKeys() {
    // given
    MessageKeys keys =
        new MessageKeys(
            NhsNumber.parse("9990000018").orElseThrow(),
            new MessageKeys.LocalId("H4711", "SEASIDE"),
            "WARD7",
            "ADT^A01",
            "ORDER-99");

    // then
    assertThat(keys.toString() + keys.localPatientId())
        .contains("ADT^A01", "WARD7")
        .doesNotContain("999000", "H4711", "ORDER-99");
  }
}
