package io.hie.protocols.hl7;

import static io.hie.protocols.hl7.Samples.NOON;
import static io.hie.protocols.hl7.Samples.message;
import static io.hie.protocols.hl7.Samples.payload;
import static io.hie.protocols.hl7.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hl7AckTest {

  @Test
  void shouldSwapSenderAndReceiverAndEchoTheControlIdWhenAccepting() {
    String ack = text(Hl7Ack.accept(message(Samples.ADT), NOON).orElseThrow());

    assertThat(ack)
        .matches(
            "MSH\\|\\^~\\\\&\\|EPR\\|RYY\\|PAS\\|RXX\\^Royal\\^L\\|20260301120000\\+0000\\|\\|"
                + "ACK\\^A01\\^ACK\\|[0-9A-Z]{20}\\|P\\|2\\.4\\|\\|\\|\\|\\|\\|UNICODE\r"
                + "MSA\\|AA\\|MSG00001\r");
  }

  @ParameterizedTest(name = "MSH-15 {0}, MSH-16 {1}: accept {2}, error {3}, reject {4}")
  @CsvSource(
      nullValues = "-",
      value = {
        "'', '', AA, AE, AR",
        "AL, NE, CA, CE, CR",
        "AL, AL, CA, CE, CR",
        "AL, '', CA, CE, CR",
        "NE, AL, AA, AE, AR",
        "'', AL, AA, AE, AR",
        "NE, NE, -, -, -",
        "NE, '', -, -, -",
        "ER, NE, -, CE, CR",
        "ER, AL, AA, CE, CR",
        "SU, NE, CA, -, -",
        "SU, ER, CA, AE, AR",
        "NE, ER, -, AE, AR",
        "NE, SU, AA, -, -",
        "al, ne, CA, CE, CR",
        "XX, NE, CA, CE, CR",
        "'\"\"', '\"\"', AA, AE, AR"
      })
  void shouldAnswerAsTheSenderAsked(
      String commit, String application, String accept, String error, String reject) {
    Hl7Message received =
        message("MSH|^~\\&|A|B|C|D|20260301||ADT^A01|7|P|2.4|||" + commit + "|" + application);

    assertThat(Hl7Ack.accept(received, NOON).map(Hl7AckTest::code))
        .isEqualTo(java.util.Optional.ofNullable(accept));
    assertThat(Hl7Ack.error(received, "no room", NOON).map(Hl7AckTest::code))
        .isEqualTo(java.util.Optional.ofNullable(error));
    assertThat(Hl7Ack.reject(received, "not ours", NOON).map(Hl7AckTest::code))
        .isEqualTo(java.util.Optional.ofNullable(reject));
  }

  private static String code(Payload ack) {
    return Hl7Ack.read(ack, null).code().name();
  }

  @Test
  void shouldNeverAcknowledgeAnAcknowledgement() {
    Hl7Message ack = message("MSH|^~\\&|A|B|C|D|20260301||ACK^A01|7|P|2.4|||AL|AL\rMSA|AA|6");

    assertThat(ack.isAcknowledgement()).isTrue();
    assertThat(Hl7Ack.accept(ack, NOON)).isEmpty();
    assertThat(Hl7Ack.error(ack, "x", NOON)).isEmpty();
    assertThat(Hl7Ack.reject(ack, "x", NOON)).isEmpty();
    assertThat(message(Samples.ADT).isAcknowledgement()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1", "2.3", "2.4", "", "draft"})
  void shouldSayWhyInErr1BeforeVersion25(String version) {
    Hl7Message received = message("MSH|^~\\&|A|B|C|D|20260301||ADT^A01|7|P|" + version);

    String ack = text(Hl7Ack.error(received, "the store is full", NOON).orElseThrow());

    assertThat(ack).endsWith("MSA|AE|7|the store is full\rERR|^^^207&the store is full&HL70357\r");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.5", "2.5.1", "2.8", "2.10", "3", "2.5^GBR"})
  void shouldSayWhyInErr8FromVersion25On(String version) {
    Hl7Message received = message("MSH|^~\\&|A|B|C|D|20260301||ADT^A01|7|P|" + version);

    String ack = text(Hl7Ack.error(received, "the store is full", NOON).orElseThrow());

    assertThat(ack)
        .endsWith("\rERR|||207^Application internal error^HL70357|E||||the store is full\r");
  }

  @Test
  void shouldUseTheSendersSeparatorsAndEscapeThemInTheReason() {
    Hl7Message received = message("MSH#*!$%#A#B*x#C#D#20260301##ADT*A08#a*b!7#P#2.4");

    String ack = text(Hl7Ack.error(received, "# * and 100%\nof $", NOON).orElseThrow());

    assertThat(ack).startsWith("MSH#*!$%#C#D#A#B*x#").contains("#ACK*A08*ACK#");
    assertThat(ack).contains("\rMSA#AE#a*b!7#$F$ $S$ and 100$T$ of $E$\r");
    assertThat(Hl7Ack.read(payload(ack), null).text()).startsWith("# * and 100% of $");
  }

  @Test
  void shouldEchoControlIdAndNamesByteForByteInTheSendersCharacterSet() {
    byte[] sent =
        "MSH|^~\\&|Zoë|B|C|D|20260301||ADT^A01|Nº 7|P|2.4||||||8859/1"
            .getBytes(StandardCharsets.ISO_8859_1);
    Hl7Message received = Hl7Message.read(Payload.wrap(sent));

    Payload ack = Hl7Ack.error(received, "café", NOON).orElseThrow();

    String read = ack.decode(StandardCharsets.ISO_8859_1);
    assertThat(read)
        .contains("|C|D|Zoë|B|")
        .contains("||||||8859/1\r")
        .contains("MSA|AE|Nº 7|café\r");
    assertThat(Hl7Ack.read(ack, null).isFor(received)).isTrue();
  }

  @Test
  void shouldAnswerAMessageWithoutEventTypeOrControlId() {
    String ack = text(Hl7Ack.accept(message("MSH|^~\\&|A|B"), NOON).orElseThrow());

    assertThat(ack).contains("||ACK|").contains("|P|2.4\r").endsWith("MSA|AA|\r");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "hello",
        "MS",
        "MSH",
        "MSH\r",
        "MSH|",
        "MSH|^~\\&",
        "MSHA",
        "MSH^^~\\&^a",
        "MSH\0\0\0\0",
        "FHS|^~\\&|A\rMSH|^~\\&|A"
      })
  void shouldRejectUnreadableBytesOfWhichNothingCanBeSeen(String seen) {
    Payload ack = Hl7Ack.rejectUnreadable(payload(seen), "it is not HL7", NOON);

    assertThat(text(ack))
        .matches(
            "MSH\\|\\^~\\\\&\\|\\|\\|\\|\\|20260301120000\\+0000\\|\\|ACK\\|\\w{20}\\|P\\|2\\.4\r"
                + "MSA\\|AR\\|\\|it is not HL7\r"
                + "ERR\\|\\^\\^\\^100&it is not HL7&HL70357\r");
  }

  @Test
  void shouldRejectUnreadableBytesWithWhatCanBeSeenOfTheirHeader() {
    Payload seen = payload("\n MSH|^~\\\\&|PAS|RXX|EPR|RYY|2026||ADT^A01|0815|T|2.5|||AL|NE\rPID|");
    assertThatThrownBy(() -> Hl7Message.read(seen)).isInstanceOf(NotHl7Exception.class);

    String ack = text(Hl7Ack.rejectUnreadable(seen, "it cannot be read", NOON));

    assertThat(ack).startsWith("MSH|^~\\&|EPR|RYY|PAS|RXX|").contains("|ACK^A01^ACK|");
    assertThat(ack).contains("|T|2.5\r").contains("MSA|CR|0815|it cannot be read\r");
  }

  @Test
  void shouldNotRepeatWhatIsTooLongOrNotPrintableInARejection() {
    Payload seen =
        payload("MSH|^^^^|" + "A".repeat(251) + "|B\u0001|C|D|2026||ADT^A01|" + "9".repeat(250));

    String ack = text(Hl7Ack.rejectUnreadable(seen, "it cannot be read", NOON));

    assertThat(ack).startsWith("MSH|^~\\&|C|D|||").contains("MSA|AR|" + "9".repeat(250) + "|");
  }

  @Test
  void shouldShortenReasonsToWhatTheFieldsTake() {
    Hl7Message received = message("MSH|^~\\&|A|B|C|D|20260301||ADT^A01|7|P|2.5");

    String ack = text(Hl7Ack.error(received, "long ".repeat(100), NOON).orElseThrow());

    List<String> segments = List.of(ack.split("\r"));
    assertThat(segments.get(1)).hasSize("MSA|AE|7|".length() + 80).endsWith("...");
    assertThat(message(ack).get("ERR-8")).hasSize(250).endsWith("...");
  }

  @Test
  void shouldReadCodeControlIdAndErrorOfAnAnswer() {
    Hl7Ack.Answer answer =
        Hl7Ack.read(
            payload(
                "MSH|^~\\&|C|D|A|B|2026||ACK|9|P|2.5\nMSA|ae|MSG\\T\\1|unknown ward\n"
                    + "ERR||PV1^1^3|103^Table value not found^HL70357|E||||W\\S\\12"),
            null);

    assertThat(answer.code()).isEqualTo(AckCode.AE);
    assertThat(answer.controlId()).isEqualTo("MSG&1");
    assertThat(answer.text()).isEqualTo("unknown ward; W^12; Table value not found; 103");
    assertThat(answer.toString()).doesNotContain("ward").doesNotContain("MSG");
  }

  @ParameterizedTest
  @CsvSource({"ACK, no-msa", "'ACK\rMSA|', no-msa", "'ACK\rMSA|OK|1', unknown-ack-code"})
  void shouldRefuseAnAnswerThatIsNone(String rest, String code) {
    assertThatThrownBy(() -> Hl7Ack.read(payload("MSH|^~\\&|C|D|A|B|2026||" + rest), null))
        .isInstanceOfSatisfying(
            NotHl7Exception.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @Test
  void shouldTellTheAnswerToAnotherMessage() {
    Payload late = Hl7Ack.accept(message(Samples.ADT), NOON).orElseThrow();

    assertThat(Hl7Ack.read(late, null).isFor(message(Samples.ADT))).isTrue();
    assertThat(Hl7Ack.read(late, null).isFor(message(Samples.ADT.replace("00001", "00002"))))
        .isFalse();
  }
}
