package io.hie.protocols.hl7;

import static io.hie.protocols.hl7.Samples.NOON;
import static io.hie.protocols.hl7.Samples.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.ContentParser.UnreadableContentException;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.envelope.Validation;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hl7ContentParserTest {

  @Test
  void shouldBeFoundByContentType() {
    Hl7Message view = envelope(payload(Samples.ADT), "UTF-8").parseAs(Hl7Message.class);

    assertThat(view.get("PID-5.1")).isEqualTo("Moss");
    assertThat(envelope(payload(Samples.ADT), "UTF-8").validate().body().validation())
        .isEqualTo(new Validation.Valid());
  }

  @ParameterizedTest
  @CsvSource({"ISO-8859-15, €", "no such set, ¤", "'', ¤", "???, ¤"})
  void shouldReadInTheCharacterSetOfTheHeaderWhereTheMessageSaysNone(String said, String read) {
    Payload latin9 = Payload.of("MSH|^~\\&|A|B\rNTE|1||€", Charset.forName("ISO-8859-15"));

    assertThat(envelope(latin9, said).parseAs(Hl7Message.class).get("NTE-3")).isEqualTo(read);
  }

  @Test
  void shouldRefuseWhatIsNotHl7WithoutQuotingIt() {
    MessageEnvelope envelope = envelope(payload("Ivy Moss"), "UTF-8");

    assertThatThrownBy(envelope::parse)
        .isInstanceOf(UnreadableContentException.class)
        .hasMessageStartingWith("no-msh: ")
        .hasMessageNotContaining("Moss");
    assertThat(envelope.validate().body().validation().errors()).singleElement().isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "A|B|C|D|2025-05-05 23:23:32||ADT^A01|1|P|2.4; MSH-7 is not a time",
        "A|B|C|D|2025||ADT^A01||P|2.4; MSH-10 is empty",
        "A|B|C|D|2025||ADT^A01|1|P; MSH-12 is empty",
        "A|B|C|D|2025||ADT^A01|1|P|2.4¶PID|1|Ivy¶Moss; segment 2 has a line break at byte 48",
        "A|B|C|D|2025||ADT^A01|1|P|2.4¶MSH#^~\\&; segment 2 at byte 39 begins or ends another",
        "A|B|C|D|2025||ADT^A01|1|P|2.4¶hello; segment 2 at byte 39 has no name",
        "A|B|C|D|2025||ADT^A01|1|P|2.4||||||EBCDIC; MSH-18 names a character set"
      })
  void shouldListStructuralFaultsByTheirPlace(String header, String fault) {
    String text = "MSH|^~\\&|" + header.replace('¶', '\n');

    Validation found = envelope(payload(text), "UTF-8").validate().body().validation();

    assertThat(found.errors()).singleElement().asString().startsWith(fault).doesNotContain("Moss");
  }

  @Test
  void shouldBoundTheFaults() {
    MessageEnvelope envelope = envelope(payload("MSH|^~\\&|" + "\nBHS|^".repeat(100)), "UTF-8");

    assertThat(envelope.validate().body().validation().errors()).hasSize(20);
  }

  private static MessageEnvelope envelope(Payload raw, String charset) {
    return MessageEnvelope.hl7(raw, "ADT_A01", "2.4", charset, "In", NOON);
  }
}
