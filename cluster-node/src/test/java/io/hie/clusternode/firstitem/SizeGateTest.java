package io.hie.clusternode.firstitem;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Targets;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Problem;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An item is tested as what it is: a function, and a class that a production can name. */
final class SizeGateTest {
  private static final String PRODUCTION =
      """
      name: Gate
      workspace: test
      items:
        - { name: In, item_type: SERVICE, type: hl7.mllp.service,
            adapter_settings: { Port: 2575 }, host_settings: { TargetConfigNames: [Gate] } }
        - { name: Gate, item_type: PROCESS, type: io.hie.clusternode.firstitem.SizeGate,
            host_settings: { TargetConfigNames: [Out], MaxBytes: MAX } }
        - { name: Out, item_type: OPERATION, type: file.operation,
            adapter_settings: { Directory: out } }
      """;

  @Test
  void shouldPassSmallMessagesOnAndEndLargeOnes() {
    var gate = new SizeGate(new SizeGate.Settings(10), Targets.of("Out"));
    assertThat(gate.handle(message("0123456789"))).isEqualTo(Handling.to("Out"));
    assertThat(gate.handle(message("0123456789a")).outputs()).isEmpty();
  }

  @Test
  void shouldBeAnItemThatAProductionCanName() {
    assertThat(read("1024").problems()).isEmpty();
    assertThat(read("0").problems())
        .extracting(Problem::path)
        .containsExactly("$.items[1].host_settings.MaxBytes");
  }

  private static Verdict read(String maxBytes) {
    ItemTypes types = ItemTypes.installed(SizeGateTest.class.getClassLoader());
    return new ProductionReader(types, Map.of())
        .read(PRODUCTION.replace("MAX", maxBytes).getBytes(StandardCharsets.UTF_8));
  }

  private static MessageEnvelope message(String text) {
    return MessageEnvelope.hl7(
        Payload.of(text, StandardCharsets.UTF_8), "ADT_A01", "2.4", "UTF-8", "In", Instant.EPOCH);
  }
}
