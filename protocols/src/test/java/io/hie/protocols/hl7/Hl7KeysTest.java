package io.hie.protocols.hl7;

import static io.hie.protocols.hl7.Samples.NOON;
import static io.hie.protocols.hl7.Samples.message;
import static io.hie.protocols.hl7.Samples.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.key.NhsNumber;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hl7KeysTest {

  @ParameterizedTest(name = "PID-3 {0}: NHS number {1}, local {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "9990000018^^^NHS^NH, 9990000018, -",
        "9990000018^^^NHS, 9990000018, -",
        "9990000018^^^^NH, 9990000018, -",
        "999 000 0018^^^NHS^NH, 9990000018, -",
        "999-000-0018^^^NHS^NH, 9990000018, -",
        "' 9990000018 ^^^nhs^nh', 9990000018, -",
        "9990000018^^^^NHS, 9990000018, -",
        "9990000018^^^X&2.16.840.1.113883.2.1.4.1&ISO, 9990000018, -",
        "9990000018^^^NHS&x&ISO^NH, 9990000018, -",
        "H1^^^RXX^MR~9990000018^^^NHS^NH, 9990000018, H1@RXX",
        "9990000018^^^NHS^NH~H1^^^RXX^PI, 9990000018, H1@RXX",
        "9990000018^^^NHS^NH~9990000026^^^NHS^NH, 9990000018, -",
        "9990000019^^^NHS^NH~9990000026^^^NHS^NH, 9990000026, -",
        "9990000019^^^NHS^NH, -, -",
        "9990000019^^^NHS^NH~H1^^^RXX^MR, -, H1@RXX",
        "0000000000^^^NHS^NH, -, -",
        "\"\"^^^NHS^NH, -, -",
        "^^^NHS^NH~H1^^^RXX, -, H1@RXX",
        "9990000018^^^RXX^MR, -, 9990000018@RXX",
        "9990000018, -, 9990000018@RYY",
        "V1^^^VIS^VN~H1^^^RXX^MR, -, H1@RXX",
        "V1^^^VIS^VN~H1^^^RXX, -, V1@VIS",
        "H1^^^^MR~V1^^^VIS^VN, -, V1@VIS",
        "H1^^^^MR~H2, -, H1@RYY",
        "H1^^^&1.2.3&ISO^MR, -, H1@1.2.3",
        "~~H1^^^RXX^MR, -, H1@RXX",
        "'', -, -"
      })
  void shouldReadThePatient(String pid3, String nhsNumber, String local) {
    MessageKeys keys =
        Hl7Keys.of(message("MSH|^~\\&|A|RYY|C|D|||ADT^A01|7\rPID|1||" + pid3 + "||Moss"));

    assertThat(keys.patient().map(NhsNumber::digits).orElse(null)).isEqualTo(nhsNumber);
    MessageKeys.LocalId id = keys.localPatientId();
    assertThat(id == null ? null : id.id() + "@" + id.authority()).isEqualTo(local);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "-",
      value = {
        "1|9990000018^^^NHS^NH|, 9990000018, -",
        "1|9990000018^^^NHS^NH|9990000026^^^NHS^NH, 9990000026, -",
        "1|9990000018^^^NHS^NH|H1^^^RXX^MR, 9990000018, H1@RXX",
        "1|9990000018|, -, 9990000018@RYY",
        "1||||||||||||||||||9990000018, -, -"
      })
  void shouldReadPid2AfterPid3AndNeverPid19(String pid, String nhsNumber, String local) {
    MessageKeys keys = Hl7Keys.of(message("MSH|^~\\&|A|RYY|C|D|||ADT^A01|7\rPID|" + pid));

    assertThat(keys.patient().map(NhsNumber::digits).orElse(null)).isEqualTo(nhsNumber);
    MessageKeys.LocalId id = keys.localPatientId();
    assertThat(id == null ? null : id.id() + "@" + id.authority()).isEqualTo(local);
  }

  @ParameterizedTest
  @CsvSource({"A|B^x, B", "A^y|, A", "A|\"\", A", "|, ''", "' | ', ''"})
  void shouldReadTheFacility(String senders, String facility) {
    assertThat(Hl7Keys.of(message("MSH|^~\\&|" + senders + "|C|D|||ADT^A01|7")).facility())
        .isEqualTo(facility);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 7",
    "ORC|NW|P1^RXX|F1, P1",
    "OBR|1|P2^RXX|F1, P2",
    "'ORC|RE||F1\rOBR|1|P3', P3",
    "'ORC|RE|P1\rOBR|1|P3\rORC|RE|P9', P1",
    "'ORC|RE|\"\"', 7"
  })
  void shouldReadTheCorrelation(String segments, String correlation) {
    Hl7Message read = message("MSH|^~\\&|A|B|C|D|||ORU^R01|7\rPID|1||x\r" + segments + "\rOBX|1");

    assertThat(Hl7Keys.of(read).correlationId()).isEqualTo(correlation);
  }

  @Test
  void shouldKeyAMergeByTheSurvivingRecord() {
    Hl7Message merge =
        message(
            "MSH|^~\\&|A|B|C|D|||ADT^A40^ADT_A39|7\rPID|1||9990000018^^^NHS^NH\r"
                + "MRG|9990000026^^^NHS^NH\rPID|2||9990000042^^^NHS^NH\rMRG|H2^^^RXX");

    assertThat(Hl7Keys.of(merge).patient().map(NhsNumber::digits)).contains("9990000018");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "A40;MRG|9990000026^^^NHS^NH~H2^^^RXX^MR;9990000026 H2@RXX",
        "A40;MRG|H2^^^RXX;- H2@RXX",
        "A40;MRG|H2;- H2@B",
        "A40;MRG||||9990000026^^^NHS^NH;9990000026 -",
        "A34;MRG|9990000026^^^NHS^NH;9990000026 -",
        "A30;MRG|9990000026^^^NHS^NH;9990000026 -",
        "A47;MRG|9990000026^^^NHS^NH;9990000026 -",
        "A43;MRG|9990000026^^^NHS^NH;9990000026 -",
        "A40;MRG|9990000018^^^NHS^NH;9990000018 -",
        "A40;MRG|9990000027^^^NHS^NH;",
        "A40;MRG|;",
        "A40;PV1|1|N;",
        "A40;MRG|H2^^^RXX/PID|2||9990000042^^^NHS^NH/MRG|H3^^^RXX;"
            + "- H2@RXX, 9990000042 -, - H3@RXX",
        "A24;PID|2||9990000026^^^NHS^NH;9990000026 -",
        "A37;PID|2||9990000026^^^NHS^NH;9990000026 -",
        "A17;PID|2||9990000026^^^NHS^NH;",
        "A01;MRG|9990000026^^^NHS^NH;"
      })
  void shouldFindTheOtherRecordsThatAnEventNames(String event, String segments, String others) {
    MessageKeys keys =
        Hl7Keys.of(
            message(
                "MSH|^~\\&|A|B|C|D|||ADT^"
                    + event
                    + "|7\rPID|1||9990000018^^^NHS^NH\r"
                    + segments.replace('/', '\r')));

    assertThat(others(keys)).isEqualTo(others == null ? "" : others);
    assertThat(keys.others()).allMatch(other -> other.said() && other.event().equals(event));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "ADT^A08, 9990000018^^^NHS^NH~H1^^^RXX^MR, - H1@RXX",
    "ADT^A31, H1^^^RXX^MR~9990000018^^^NHS^NH, - H1@RXX",
    "ADT^A08, 9990000018^^^NHS^NH, ''",
    "ADT^A08, H1^^^RXX^MR, ''",
    "ADT^A01, 9990000018^^^NHS^NH~H1^^^RXX^MR, ''",
    "ORU^A08, 9990000018^^^NHS^NH~H1^^^RXX^MR, ''"
  })
  void shouldGiveTheLocalNumberThatAnUpdateHasBesideTheNhsNumber(
      String type, String pid3, String others) {
    MessageKeys keys = Hl7Keys.of(message("MSH|^~\\&|A|B|C|D|||" + type + "|7\rPID|1||" + pid3));

    assertThat(others(keys)).isEqualTo(others);
    assertThat(keys.others()).noneMatch(MessageKeys.OtherRecord::said);
  }

  @Test
  void shouldTakeNoMoreOtherRecordsThanItMay() {
    Hl7Message merge =
        message(
            "MSH|^~\\&|A|B|C|D|||ADT^A40|7\rPID|1||9990000018^^^NHS^NH"
                + "\rMRG|H1^^^RXX".repeat(50));

    assertThat(Hl7Keys.of(merge).others()).hasSize(MessageKeys.MOST_OTHERS);
    assertThat(Hl7Keys.of(merge).toString() + Hl7Keys.of(merge).others())
        .doesNotContain("9990000018")
        .doesNotContain("H1");
  }

  private static String others(MessageKeys keys) {
    return keys.others().stream()
        .map(
            other ->
                (other.nhsNumber() == null ? "-" : other.nhsNumber().digits())
                    + " "
                    + (other.localPatientId() == null
                        ? "-"
                        : other.localPatientId().id() + "@" + other.localPatientId().authority()))
        .collect(Collectors.joining(", "));
  }

  @Test
  void shouldFindNoPatientWhereThereIsNone() {
    MessageKeys keys = Hl7Keys.of(message("MSH|^~\\&|A|B|C|D|||MFN^M02|7\rMFI|STF"));

    assertThat(keys).isEqualTo(new MessageKeys(null, null, "B", "MFN^M02", "7"));
  }

  @Test
  void shouldMakeASubmission() {
    Intake.Submission submission =
        Hl7Submission.of(payload(Samples.ADT), "PAS_In", StandardCharsets.UTF_8, NOON);

    assertThat(submission.sender()).isEqualTo("PAS|RXX^Royal^L");
    assertThat(submission.controlId()).isEqualTo("MSG00001");
    assertThat(submission.keys().messageType()).isEqualTo("ADT^A01");
    assertThat(submission.keys().patient().map(NhsNumber::digits)).contains("9990000018");
    assertThat(submission.envelope().header().contentType()).isEqualTo(ContentType.HL7_V2);
    assertThat(submission.envelope().header().schemaVersion()).isEqualTo("2.4");
    assertThat(submission.envelope().header().encoding()).isEqualTo("UTF-8");
    assertThat(submission.envelope().header().source()).isEqualTo("PAS_In");
    assertThat(submission.envelope().header().timestamp()).isEqualTo(NOON);
    assertThat(submission.envelope().header().customProperties()).isEmpty();
    assertThat(submission.envelope().body().schemaName()).isEqualTo("ADT_A01");
    assertThat(submission.envelope().body().rawPayload()).isEqualTo(payload(Samples.ADT));
    assertThat(submission.toString()).doesNotContain("Moss").doesNotContain("999");
  }

  @Test
  void shouldSayWhatIsOddAboutTheCharacterSetAndThatThereIsNoControlId() {
    Intake.Submission submission =
        Hl7Submission.of(payload("MSH|^~\\&|A||||||ADT^A01||P|2.4||||||KLINGON"), "In", null, NOON);

    assertThat(submission.controlId()).isNull();
    assertThat(submission.sender()).isEqualTo("A|");
    assertThat(submission.envelope().header().customProperties().get(Hl7Submission.CHARSET_NOTE))
        .contains("read as UTF-8");
  }

  @ParameterizedTest
  @CsvSource({"MSH|^~\\&|A, 33", "MSH#*!$%#A, 33", "BHS|^~\\&|A, 33"})
  void shouldRefuseSeveralMessagesInOne(String second, int at) {
    String text = "MSH|^~\\&|A|B|C|D|||ADT^A01|7\rPID|1||x\r".substring(0, 29) + "\rA|\r" + second;

    assertThatThrownBy(() -> Hl7Submission.of(payload(text), "In", null, NOON))
        .isInstanceOfSatisfying(
            NotHl7Exception.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(NotHl7Exception.BATCH);
              assertThat(refused).hasMessageContaining("byte " + at);
            });
  }
}
