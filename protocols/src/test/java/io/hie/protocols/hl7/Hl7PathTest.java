package io.hie.protocols.hl7;

import static io.hie.protocols.hl7.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hl7PathTest {
  private static final Hl7Message ORU =
      message(
          """
          MSH|^~\\&|LAB|RXX^1.2&x^ISO||RYY|20260301||ORU^R01|9|P|2.4|||AL||GBR|ASCII~8859/1
          PID|1||~H1^^^RXX&1.2.3&ISO^MR~9990000018^^^NHS^NH||Moss^Ivy
          OBX|1|NM|K||4.1|mmol/L
          OBX|2|NM|NA||
          OBX|3|NM|CL||99~101|mmol/L\
          """
              .replace('\n', '\r'));

  @ParameterizedTest
  @CsvSource({
    "MSH-1, |",
    "MSH-1.1, |",
    "MSH-1.2, ''",
    "MSH-2, ^~\\&",
    "MSH-2[2], ''",
    "MSH-3, LAB",
    "MSH-4, RXX^1.2&x^ISO",
    "MSH-4.2.2, x",
    "MSH-9, ORU^R01",
    "MSH-9.2, R01",
    "MSH-12, 2.4",
    "MSH-18[2], 8859/1",
    "MSH-19, ''",
    "PID-3, ''",
    "PID-3[2], H1^^^RXX&1.2.3&ISO^MR",
    "PID-3[2].4.3, ISO",
    "PID-3[2].1.1, H1",
    "PID-3[3].1, 9990000018",
    "PID-3[4].1, ''",
    "PID-3[*].1, H1",
    "PID-5.3, ''",
    "OBX-5, 4.1",
    "OBX[2]-5, ''",
    "OBX[3]-5[2], 101",
    "OBX[4]-5, ''",
    "OBX[*]-5[2], 101",
    "OBX[*]-3, K",
    "NTE-3, ''",
    "PID-9999, ''"
  })
  void shouldFindTheFirstValue(String path, String value) {
    assertThat(ORU.get(path)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "OBX-5, 4.1//99/101",
    "OBX[*]-5[*], 4.1//99/101",
    "OBX-5[1], 4.1//99",
    "OBX[3]-5, 99/101",
    "PID-3.5, '/MR/NH'",
    "PID-3[2].5, MR",
    "MSH-18, ASCII/8859/1",
    "MSH-1, |",
    "NTE-3, -",
    "PID-8, -"
  })
  void shouldVisitEveryValueInOrder(String path, String values) {
    List<String> seen = new ArrayList<>();

    Hl7Path.compile(path).each(ORU, seen::add);

    assertThat(seen.isEmpty() ? "-" : String.join("/", seen)).isEqualTo(values);
  }

  @Test
  void shouldStopWhenTheVisitorHasEnough() {
    List<String> seen = new ArrayList<>();

    Hl7Path.compile("OBX-5")
        .each(
            ORU,
            value -> {
              seen.add(value);
              return !value.equals("99");
            });

    assertThat(seen).containsExactly("4.1", "", "99");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1, a segment name",
    "pid-3, 1, a segment name",
    "PI-3, 3, a segment name",
    "3ID-3, 1, a segment name",
    "PID, 4, '-'",
    "PID.3.1, 4, '-'",
    "PID-, 5, a field number from 1",
    "PID-0, 5, a field number from 1",
    "PID-x, 5, a field number from 1",
    "PID-10000, 5, a field number up to 9999",
    "PID-3-1, 6, the end of the path",
    "PID-3., 7, a component number from 1",
    "PID-3.1., 9, a subcomponent number from 1",
    "PID-3.1.1.1, 10, the end of the path",
    "PID[0]-3, 5, 'a number from 1, or *'",
    "PID[]-3, 5, 'a number from 1, or *'",
    "PID[2-3, 6, ']'",
    "PID-3[*.1, 8, ']'",
    "PID-3.1[2], 8, the end of the path",
    "PID-3 , 6, the end of the path"
  })
  void shouldRefuseWhatIsNoPathWithItsColumn(String path, int column, String expected) {
    String text = path.equals("PID-3") ? "PID-3 " : path;
    assertThatThrownBy(() -> Hl7Path.compile(text))
        .isInstanceOfSatisfying(
            RuleSyntaxException.class,
            refused -> {
              assertThat(refused.column()).isEqualTo(column);
              assertThat(refused.expected()).contains(expected);
            });
  }

  @Test
  void shouldShowItselfAsWritten() {
    assertThat(Hl7Path.compile("OBX[*]-5[2].1.3")).hasToString("OBX[*]-5[2].1.3");
    assertThat(Hl7Path.compile("PID-3")).isEqualTo(Hl7Path.compile("PID-3"));
  }
}
