package io.hie.actormodel.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.envelope.ContentParser.UnreadableContentException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageEnvelopeTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:15:30.123Z");
  private static final Payload HL7 = Payload.of("MSH|^~\\&|PAS|SEASIDE\rPID|1||9990000018", UTF_8);

  @Test
  void shouldDescribeAnHl7Message() {
    // when
    MessageEnvelope envelope =
        MessageEnvelope.hl7(HL7, "ADT_A01", "2.4", "ISO-8859-1", "PAS_In", AT);

    // then
    MessageHeader header = envelope.header();
    assertThat(UUID.fromString(header.messageId()).version()).isEqualTo(7);
    assertThat(header)
        .isEqualTo(
            new MessageHeader(
                header.messageId(),
                header.messageId(),
                AT,
                "PAS_In",
                "",
                "io.hie.protocols.hl7.Hl7Message",
                "application/hl7-v2+er7",
                "2.4",
                "ISO-8859-1",
                5,
                null,
                0,
                Map.of()));
    assertThat(envelope.body())
        .isEqualTo(
            new MessageBody(
                "ADT_A01", "urn:hl7-org:v2", HL7, Validation.NotValidated.INSTANCE, Map.of()));
    assertThat(envelope.body().rawPayload()).isSameAs(HL7);
  }

  @Test
  void shouldDescribeAFhirResource() {
    // given
    Payload raw = Payload.of("{\"resourceType\":\"Patient\"}", UTF_8);

    // when
    MessageEnvelope envelope = MessageEnvelope.fhir(raw, "Patient", "R4", "Fhir_In", AT);

    // then
    assertThat(envelope.header().contentType()).isEqualTo("application/fhir+json");
    assertThat(envelope.header().schemaVersion()).isEqualTo("R4");
    assertThat(envelope.body().schemaName()).isEqualTo("Patient");
    assertThat(envelope.body().schemaNamespace()).isEqualTo("http://hl7.org/fhir");
    assertThat(envelope.parseAs(JsonNode.class).get("resourceType").asText()).isEqualTo("Patient");
    assertThat(envelope.parse()).isInstanceOf(JsonNode.class);
    assertThat(envelope.header().bodyClassName()).isEqualTo(JsonNode.class.getName());
  }

  @Test
  void shouldDescribeAnythingElse() {
    // when
    MessageEnvelope envelope =
        MessageEnvelope.custom(
            Payload.of("a;b", ISO_8859_1), "text/csv", "beds", "1", ISO_8859_1, "Csv_In", AT);

    // then
    assertThat(envelope.header().contentType()).isEqualTo("text/csv");
    assertThat(envelope.header().encoding()).isEqualTo("ISO-8859-1");
    assertThat(envelope.body().schemaName()).isEqualTo("beds");
    assertThat(envelope.body().schemaNamespace()).isEmpty();
  }

  @Test
  void shouldDeriveAMessageThatKeepsWhatBelongsToTheExchange() {
    // given
    MessageEnvelope received = MessageEnvelope.hl7(HL7, "ADT_A01", "2.4", "UTF-8", "PAS_In", AT);
    received =
        received.withHeader(
            received
                .header()
                .withPriority(1)
                .withTtl(Duration.ofMinutes(5))
                .withRetryCount(3)
                .withDestination("Router")
                .withCustomProperties(Map.of("ward", "7")));
    Payload made = Payload.of("MSH|^~\\&|HIE", UTF_8);

    // when
    MessageEnvelope derived = received.derived("new-id", "Router", made);

    // then
    assertThat(derived.header().messageId()).isEqualTo("new-id");
    assertThat(derived.header().correlationId()).isEqualTo(received.header().messageId());
    assertThat(derived.header().source()).isEqualTo("Router");
    assertThat(derived.header().destination()).isEmpty();
    assertThat(derived.header().retryCount()).isZero();
    assertThat(derived.header().priority()).isEqualTo(1);
    assertThat(derived.header().ttl()).isEqualTo(Duration.ofMinutes(5));
    assertThat(derived.header().timestamp()).isEqualTo(AT);
    assertThat(derived.header().customProperties()).containsEntry("ward", "7");
    assertThat(derived.body().rawPayload()).isSameAs(made);
    assertThat(received.body().rawPayload()).isSameAs(HL7);
  }

  @Test
  void shouldNoteWhatAValidationFindsAndForgetItWithOtherBytes() {
    // given
    MessageEnvelope good = MessageEnvelope.fhir(Payload.of("{}", UTF_8), "", "R4", "In", AT);

    // when
    MessageEnvelope valid = good.validate();

    // then
    assertThat(good.body().validation().validated()).isFalse();
    assertThat(valid.body().validation()).isEqualTo(new Validation.Valid());
    assertThat(valid.body().withRawPayload(HL7).validation())
        .isEqualTo(Validation.NotValidated.INSTANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "{", "{\"name\":Aniela}", "{} Aniela", "[1,]"})
  void shouldTellWhereBytesAreNotWhatTheyClaimWithoutQuotingThem(String text) {
    // given
    MessageEnvelope envelope =
        MessageEnvelope.fhir(Payload.of(text, UTF_8), "Patient", "R4", "In", AT);

    // when
    Validation validation = envelope.validate().body().validation();

    // then
    assertThat(validation.errors()).hasSize(1).allMatch(error -> error.startsWith("not JSON"));
    assertThat(validation.errors().getFirst()).doesNotContain("Aniela");
    assertThatExceptionOfType(UnreadableContentException.class)
        .isThrownBy(envelope::parse)
        .withNoCause();
  }

  @Test
  void shouldRefuseDeepNestingInsteadOfOverflowingTheStack() {
    assertThatExceptionOfType(UnreadableContentException.class)
        .isThrownBy(
            MessageEnvelope.fhir(Payload.of("[".repeat(100_000), UTF_8), "Patient", "R4", "In", AT)
                ::parse);
  }

  @Test
  void shouldNameTheContentTypesItKnowsWhenThereIsNoParser() {
    // given
    MessageEnvelope envelope =
        MessageEnvelope.custom(HL7, "text/csv", "beds", "1", UTF_8, "In", AT);

    // then
    assertThatThrownBy(envelope::parse)
        .isInstanceOf(UnreadableContentException.class)
        .hasMessageContaining("text/csv")
        .hasMessageContaining("application/json");
    assertThat(envelope.validate().body().validation().errors()).hasSize(1);
  }

  @Test
  void shouldNotBeChangedThroughTheMapsItWasMadeFrom() {
    // given
    Map<String, String> properties = new HashMap<>(Map.of("ward", "7"));
    MessageEnvelope envelope = MessageEnvelope.hl7(HL7, "ADT_A01", "2.4", "UTF-8", "In", AT);
    MessageHeader header = envelope.header().withCustomProperties(properties);

    // when
    properties.put("ward", "8");

    // then
    assertThat(header.customProperties()).containsEntry("ward", "7");
    assertThatThrownBy(() -> header.customProperties().put("ward", "9"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 10})
  void shouldRefuseAPriorityThatDoesNotExist(int priority) {
    MessageHeader header = MessageEnvelope.hl7(HL7, "", "", "UTF-8", "In", AT).header();
    assertThatIllegalArgumentException().isThrownBy(() -> header.withPriority(priority));
  }

  @Test
  void shouldExpireAfterItsTimeToLiveAndNotBefore() {
    // given
    MessageHeader header = MessageEnvelope.hl7(HL7, "", "", "UTF-8", "In", AT).header();
    MessageHeader brief = header.withTtl(Duration.ofSeconds(10));

    // then
    assertThat(brief.isExpiredAt(AT.plusSeconds(10))).isFalse();
    assertThat(brief.isExpiredAt(AT.plusSeconds(10).plusNanos(1))).isTrue();
    assertThat(header.isExpiredAt(AT.plusSeconds(1_000_000_000))).isFalse();
    assertThat(header.withTtl(Duration.ofSeconds(Long.MAX_VALUE)).isExpiredAt(AT)).isFalse();
  }

  @Test
  void shouldTakeLessThan500BytesOfHeapBesideThePayload() {
    // given: no literal is shared between messages
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int count = 20_000;
    MessageEnvelope[] kept = new MessageEnvelope[count];
    List<String> texts = List.of("ADT_A01", "2.4", "UNICODE UTF-8", "PAS_In");

    // when: what is allocated is the most that can be retained
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < count; i++) {
      kept[i] =
          MessageEnvelope.hl7(
              HL7,
              new String(texts.get(0).toCharArray()),
              new String(texts.get(1).toCharArray()),
              texts.get(2),
              texts.get(3),
              AT.plusNanos(i));
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / count;

    // then
    assertThat(each).isLessThan(500).isGreaterThan(100);
    assertThat(kept[count - 1]).isNotNull();
  }
}
