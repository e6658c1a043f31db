package io.hie.sharding.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.key.MessageKeys.LocalId;
import io.hie.actormodel.key.MessageKeys.OtherRecord;
import io.hie.actormodel.key.NhsNumber;
import io.hie.actormodel.production.ProductionSettings.ShardingStrategy;
import io.hie.sharding.key.ShardingKey.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ShardingKeyTest {

  /** What the message says of NHS number, local id, facility, type and correlation, and the key. */
  @ParameterizedTest(name = "{0}: {1} {2} {3} {4} {5} -> {6} {7}")
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          PATIENT_ID,     9990000018, H1, RXX, ADT^A01, ORD1, PATIENT,       9990000018
          PATIENT_ID,     9990000018, -,  '',  '',      '',   PATIENT,       9990000018
          PATIENT_ID,     -,          H1, RXX, ADT^A01, ORD1, LOCAL_PATIENT, 4:PAS1:H1
          PATIENT_ID,     -,          -,  RXX, ADT^A01, ORD1, FACILITY,      RXX
          PATIENT_ID,     -,          -,  '',  ADT^A01, ORD1, MESSAGE,       m-1
          FACILITY,       9990000018, H1, RXX, ADT^A01, ORD1, FACILITY,      RXX
          FACILITY,       9990000018, H1, '',  ADT^A01, ORD1, MESSAGE,       m-1
          MESSAGE_TYPE,   9990000018, H1, RXX, ADT^A01, ORD1, MESSAGE_TYPE,  ADT^A01
          MESSAGE_TYPE,   9990000018, H1, RXX, '',      ORD1, MESSAGE,       m-1
          CORRELATION_ID, 9990000018, H1, RXX, ADT^A01, ORD1, CORRELATION,   ORD1
          CORRELATION_ID, 9990000018, H1, RXX, ADT^A01, '',   MESSAGE,       m-1
          """)
  void shouldTakeWhatTheStrategySays(
      ShardingStrategy strategy,
      @Nullable String nhsNumber,
      @Nullable String localId,
      String facility,
      String type,
      String correlation,
      Kind kind,
      String value) {
    // given
    MessageKeys keys =
        new MessageKeys(
            nhsNumber == null ? null : NhsNumber.parse(nhsNumber).orElseThrow(),
            localId == null ? null : new LocalId(localId, "PAS1"),
            facility,
            type,
            correlation);

    // when
    ShardingKey key = ShardingKey.of(strategy, "ward", "adt", keys, "m-1");

    // then
    assertThat(key).isEqualTo(new ShardingKey("ward", "adt", kind, value));
  }

  @ParameterizedTest
  @EnumSource(ShardingStrategy.class)
  void shouldTakeTheOtherRecordsOfAPatientUnderPatientIdOnly(ShardingStrategy strategy) {
    // given: a merge that names two numbers of the record that goes, and the one that stays
    NhsNumber gone = NhsNumber.parse("9990000026").orElseThrow();
    NhsNumber kept = NhsNumber.parse("9990000018").orElseThrow();
    LocalId local = new LocalId("H1", "RXX");
    MessageKeys keys =
        new MessageKeys(
            kept,
            null,
            "RXX",
            "ADT^A40",
            "",
            List.of(
                new OtherRecord(gone, local, "A40", true),
                new OtherRecord(kept, local, "A40", true)));

    // when
    ShardingKey key = ShardingKey.of(strategy, "ward", "adt", keys, "m-1");

    // then
    assertThat(ShardingKey.others(strategy, key, keys).keySet())
        .containsExactlyElementsOf(
            strategy == ShardingStrategy.PATIENT_ID
                ? List.of(
                    ShardingKey.patient("ward", "adt", gone),
                    ShardingKey.localPatient("ward", "adt", local))
                : List.of());
  }

  @Test
  void shouldLinkNobodyWithAMessageThatHasNoPatient() {
    // given
    MessageKeys keys =
        new MessageKeys(
            null,
            null,
            "RXX",
            "ADT^A40",
            "",
            List.of(new OtherRecord(null, new LocalId("H1", "RXX"), "A40", true)));

    // when
    ShardingKey key = ShardingKey.of(ShardingStrategy.PATIENT_ID, "ward", "adt", keys, "m-1");

    // then
    assertThat(key.kind()).isEqualTo(Kind.FACILITY);
    assertThat(ShardingKey.others(ShardingStrategy.PATIENT_ID, key, keys)).isEmpty();
  }
}
