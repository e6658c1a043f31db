package io.hie.protocols.hl7.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Process;
import io.hie.protocols.testing.OneProcess;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
  private static final String VALID =
      """
      MSH|^~\\&|PAS|RXX|EPR|RXX|20260131120000||ADT^A01^ADT_A01|1|P|2.4
      EVN|A01|20260131120000
      PID|1||9990000018^^^NHS^NH~H1^^^RXX^MR||SMITH^ANN||19700101|F
      PV1|1|I|WARD^1^2
      ZXX|anything goes here"""
          .strip();

  @Test
  void shouldBeFoundByItsName() {
    assertThat(ServiceLoader.load(ItemType.class))
        .extracting(ItemType::name)
        .contains("hl7.validation.process");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3", "2.3.1", "2.4", "2.5", "2.5.1"})
  void shouldPassAValidMessageOfEachVersionOnUnchanged(String version) {
    String type = version.startsWith("2.3") ? "ADT^A01" : "ADT^A01^ADT_A01";
    Handling handling =
        validation("")
            .handle(VALID.replace("|2.4", "|" + version).replace("ADT^A01^ADT_A01", type));

    assertThat(handling).isEqualTo(Handling.to("Out", "Bad"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "PV1|1|I|WARD^1^2 ! ZYY|1 ! PV1: the segment is missing",
        "PID|1| ! OBR|1\rPID|1| ! OBR: the segment is not expected here in a message of this type",
        "|SMITH^ANN| ! || ! PID-5: is empty, and required in version 2.4",
        "19700101 ! 1970-01-01 ! PID-7.1: is no TSComponentOne: write YYYY[MM[DD[HH[MM[SS",
        "PV1|1| ! PV1|1001x| ! PV1-1: is no SI: write a whole number from 0 to 9999",
        "|P|2.4 ! |P|2.4|||XX ! MSH-15: is not in table 0155",
        "|1|P|2.4 ! |123456789012345678901|P|2.4 ! MSH-10: has 21 characters, at most 20 are allowed",
        "^ANN||1970 ! ^ANN||19700101~1970 ! PID-7: has 2 repetitions, at most 1 are allowed",
        "9990000018 ! 9990000019 ! PID-3.1: is no NHS number: ten digits",
        "ADT^A01^ADT_A01 ! ADT^A99 ! MSH-9: version 2.4 has no message of this type and event",
        "|P|2.4 ! |P|2.9 ! MSH-12: is no version that can be checked: 2.3, 2.3.1"
      })
  void shouldParkWhatIsNotValidAndSayWhereAndWhat(String part, String wrong, String problem) {
    Process.RefusedException refused =
        validation("").refusal(VALID.replace(part, wrong.replace("\\r", "\n")));

    assertThat(refused.reason().code()).isEqualTo("invalid");
    assertThat(refused.reason().text()).contains(problem);
  }

  @Test
  void shouldTellAllProblemsAndKeepValuesToTheHistory() {
    // when
    Process.RefusedException refused =
        validation("'Required': ['PID-11'], 'Tables': {'PID-8': ['M'], 'PV1-2': ['O']}")
            .refusal(
                VALID
                    .replace("9990000018", "9990000019")
                    .replace("19700101", "yesterday")
                    .replace("EVN|A01|20260131120000\n", ""));

    // then
    assertThat(refused.reason().detail().lines())
        .containsExactlyInAnyOrder(
            "EVN: the segment is missing",
            "PID-7.1: is no TSComponentOne: write YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]"
                + " [yesterday]",
            "PID-11: is empty, and required here",
            "PID-8: is not one of the values allowed here [F]",
            "PV1-2: is not one of the values allowed here [I]",
            "PID-3.1: is no NHS number: ten digits, the last of them the check digit of modulus 11"
                + " [9990000019]");
    assertThat(refused.reason().text()).contains("and 1 more").doesNotContain("9990000019");
    assertThat(refused).hasMessageNotContaining("yesterday");
  }

  @Test
  void shouldCheckOnlyWhatItIsAskedTo() {
    String message = VALID.replace("|SMITH^ANN|", "||").replace("19700101", "yesterday");

    assertThat(validation("'Checks': ['structure', 'nhs_number']").handle(message).reason())
        .isEmpty();
    assertThat(validation("'Ignore': ['PID-5', 'PID-7']").handle(message).reason()).isEmpty();
    assertThat(validation("'Ignore': ['PID']").handle(message).reason()).isEmpty();
  }

  @Test
  void shouldTakeATableOfItsOwnInPlaceOfHl7s() {
    assertThat(
            validation("'Tables': {'0155': ['XX']}")
                .handle(VALID.replace("|P|2.4", "|P|2.4|||XX"))
                .reason())
        .isEmpty();
  }

  @Test
  void shouldAskForAnNhsNumberIfTold() {
    assertThat(
            validation("'NhsNumberRequired': true")
                .refusal(VALID.replace("9990000018^^^NHS^NH~", ""))
                .reason()
                .text())
        .isEqualTo("PID-3: has no NHS number (authority NHS or identifier type NH), required here");
  }

  @Test
  void shouldSendInvalidMessagesWhereItIsTold() {
    OneProcess process = validation("'OnInvalid': 'route', 'InvalidTarget': 'Bad'");

    assertThat(process.handle(VALID)).isEqualTo(Handling.to("Out"));
    Handling invalid = process.handle(VALID.replace("9990000018", "9990000019"));
    assertThat(invalid.outputs()).isEqualTo(Handling.to("Bad").outputs());
    assertThat(invalid.reason()).startsWith("PID-3.1: is no NHS number");
  }

  @Test
  void shouldCheckAgainstAFixedVersionWhateverTheMessageSays() {
    assertThat(validation("'Version': '2.4'").handle(VALID.replace("|2.4", "|2.2")).reason())
        .isEmpty();
  }

  @Test
  void shouldReportEveryMistakeOfTheSettingsAtOnce() {
    assertThat(
            validation(
                    "'Checks': ['structur'], 'Version': '9', 'Required': ['PID3'], 'Ignore': ['x'],"
                        + " 'Tables': {'PV1-2': 'I'}, 'OnInvalid': 'route', 'InvalidTarget': 'Bat'")
                .problems())
        .contains(
            "Checks[0]: there is no check \"structur\" (did you mean \"structure\"?)",
            "InvalidTarget: \"Bat\" is not among TargetConfigNames (did you mean \"Bad\"?)",
            "Ignore[0]: expected a segment or a field (such as \"OBX\" or \"PID-2\")",
            "Tables.PV1-2: expected a list of values (write [\"I\", \"O\"])",
            "Version: this version of HL7 cannot be checked (write one of 2.3, 2.3.1, 2.4, 2.5,"
                + " 2.5.1, or leave it out)")
        .hasSize(6);
  }

  private static OneProcess validation(String settings) {
    return new OneProcess(new ValidationType(), settings.replace('\'', '"'));
  }
}
