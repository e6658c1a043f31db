package io.hie.protocols.hl7;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.ContentParser;
import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hl7PriorityTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "PV1|1|I||E ! 1",
        "PV1|1|I||R ! 5",
        "PV1|1|I||? ! 7",
        "PID|1 ! 7",
        "OBR|1||||S ! 0",
        "OBR|1||||||||||||||||||||||||||^^^^^A ! 1",
        "ORC|NW||||||^^^^^R ! 5",
        "OBR|1||||R#OBR|2||||S ! 0",
        "TQ1|1||||||||C ! 2",
        "PV1|1|I||U#OBR|1||||R ! 2",
      })
  void shouldTakeTheMostUrgentThatItSays(String segments, int expected) {
    MessageEnvelope envelope = envelope(segments.replace('#', '\r'));
    assertThat(ContentParser.forType(ContentType.HL7_V2).priority(envelope)).isEqualTo(expected);
  }

  @Test
  void shouldCompileRulesForPriorities() {
    assertThat(ContentParser.conditionOf("PV1-2 = 'E'").test(envelope("PV1|1|E"))).isTrue();
    assertThat(ContentParser.conditionOf("PV1-2 = 'E'").test(envelope("PV1|1|I"))).isFalse();
    assertThatThrownBy(() -> ContentParser.conditionOf("PV1-2 ="))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static MessageEnvelope envelope(String segments) {
    String text = "MSH|^~\\&|A|B|C|D|20261125||ORM^O01|1|P|2.4\r" + segments + "\r";
    MessageEnvelope envelope =
        MessageEnvelope.hl7(
            Payload.of(text, US_ASCII), "ORM_O01", "2.4", "US-ASCII", "In", Instant.EPOCH);
    return envelope.withHeader(envelope.header().withPriority(7));
  }
}
