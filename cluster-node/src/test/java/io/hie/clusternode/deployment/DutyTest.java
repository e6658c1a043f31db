package io.hie.clusternode.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DutyTest {
  private static final Duty.Peer OLD = new Duty.Peer("old", "old:1", "host-1", true);
  private static final Duty.Peer SAME = new Duty.Peer("same", "same:2", "host-1", true);
  private static final Duty.Peer OTHER = new Duty.Peer("other", "other:3", "host-2", true);

  private static final Production PRODUCTION = production();

  private static Production production() {
    String document =
        """
        { "name": "ADT", "workspace": "royal",
          "items": [
            { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
              "adapter_settings": { "Port": 2575 },
              "host_settings": { "TargetConfigNames": ["EPR"] } },
            { "name": "Drop", "item_type": "SERVICE", "type": "file.service",
              "adapter_settings": { "Directory": "/in", "ArchiveDirectory": "/done",
                "ErrorDirectory": "/bad" },
              "host_settings": { "TargetConfigNames": ["EPR"] } },
            { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
              "adapter_settings": { "Host": "127.0.0.1", "Port": 2576 } } ] }
        """;
    Verdict verdict =
        new ProductionReader(ItemTypes.installed(DutyTest.class.getClassLoader()), Map.of())
            .read(document.getBytes(StandardCharsets.UTF_8));
    if (verdict instanceof Verdict.Accepted accepted) {
      return accepted.production();
    }
    throw new AssertionError(verdict.problems());
  }

  @Test
  void shouldRunEverythingWhereThereIsNoOtherNode() {
    assertThat(Duty.ALONE.elsewhere(PRODUCTION)).isEmpty();
  }

  @Test
  void shouldListenOnOneNodeOfAMachineAndOnEveryMachine() {
    List<Duty.Peer> nodes = List.of(OLD, SAME, OTHER);
    assertThat(new Duty("old", nodes).elsewhere(PRODUCTION)).isEmpty();
    assertThat(new Duty("same", nodes).elsewhere(PRODUCTION))
        .containsExactlyInAnyOrder("PAS", "Drop");
    assertThat(new Duty("other", nodes).elsewhere(PRODUCTION)).containsExactly("Drop");
  }

  @Test
  void shouldTakeOverAPortAtOnceAndADirectoryWhenTheNodeIsRemoved() {
    // given an oldest node that cannot be reached
    Duty.Peer cutOff = new Duty.Peer("old", "old:1", "host-1", false);
    // when, then
    assertThat(new Duty("same", List.of(cutOff, SAME, OTHER)).elsewhere(PRODUCTION))
        .containsExactly("Drop");
    assertThat(new Duty("same", List.of(SAME, OTHER)).elsewhere(PRODUCTION)).isEmpty();
    assertThat(new Duty("old", List.of(cutOff, SAME)).elsewhere(PRODUCTION))
        .as("what it thinks of itself")
        .isEmpty();
  }
}
