package io.hie.clusternode.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import io.hie.actormodel.runtime.ItemAddress;
import io.hie.sharding.single.SingleItems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DutyTest {
  private static final Duty.Peer OLD = new Duty.Peer("old", "old:1", "host-1", true);
  private static final Duty.Peer SAME = new Duty.Peer("same", "same:2", "host-1", true);
  private static final Duty.Peer OTHER = new Duty.Peer("other", "other:3", "host-2", true);

  private static final Production PRODUCTION = production("");

  /** Four ports, a directory, and an operation of which there is one. */
  private static Production production(String settings) {
    String document =
        """
        { "name": "ADT", "workspace": "royal", "production_settings": { SETTINGS },
          "items": [
            { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
              "adapter_settings": { "Port": 2575 },
              "host_settings": { "TargetConfigNames": ["EPR"] } },
            { "name": "Lab", "item_type": "SERVICE", "type": "hl7.mllp.service",
              "adapter_settings": { "Port": 2577 },
              "host_settings": { "TargetConfigNames": ["EPR"] } },
            { "name": "Ward", "item_type": "SERVICE", "type": "hl7.mllp.service",
              "adapter_settings": { "Port": 2578 },
              "host_settings": { "TargetConfigNames": ["EPR"], "Placement": "single" } },
            { "name": "Drop", "item_type": "SERVICE", "type": "file.service",
              "adapter_settings": { "Directory": "/in", "ArchiveDirectory": "/done",
                "ErrorDirectory": "/bad" },
              "host_settings": { "TargetConfigNames": ["EPR"] } },
            { "name": "Local", "item_type": "SERVICE", "type": "file.service",
              "adapter_settings": { "Directory": "/local", "ArchiveDirectory": "/done2",
                "ErrorDirectory": "/bad2" },
              "host_settings": { "TargetConfigNames": ["EPR"], "Placement": "every_node" } },
            { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
              "adapter_settings": { "Host": "127.0.0.1", "Port": 2576 } },
            { "name": "Pharmacy", "item_type": "OPERATION", "type": "hl7.mllp.operation",
              "adapter_settings": { "Host": "127.0.0.1", "Port": 2579 },
              "host_settings": { "Placement": "single" } } ] }
        """
            .replace("SETTINGS", settings);
    Verdict verdict =
        new ProductionReader(ItemTypes.installed(DutyTest.class.getClassLoader()), Map.of())
            .read(document.getBytes(StandardCharsets.UTF_8));
    if (verdict instanceof Verdict.Accepted accepted) {
      return accepted.production();
    }
    throw new AssertionError(verdict.problems());
  }

  private static ItemAddress address(String item) {
    return new ItemAddress("royal", "ADT", item);
  }

  private static Set<String> here(Duty duty, Production production) {
    Set<String> here = new TreeSet<>();
    production.items().forEach(item -> here.add(item.name()));
    here.removeAll(duty.elsewhere(production));
    return here;
  }

  @Test
  void shouldRunEverythingWhereThereIsNoOtherNode() {
    assertThat(Duty.ALONE.elsewhere(PRODUCTION)).isEmpty();
  }

  @Test
  void shouldListenOnOneNodeOfAMachineOnEveryMachineAndSpreadThePortsOverItsNodes() {
    List<Duty.Peer> nodes = List.of(OLD, SAME, OTHER);
    Set<String> old = here(new Duty("old", nodes), PRODUCTION);
    Set<String> same = here(new Duty("same", nodes), PRODUCTION);
    assertThat(old).contains("EPR").doesNotContain("Ward", "Drop", "Pharmacy");
    assertThat(same).contains("EPR").doesNotContain("Ward", "Drop", "Pharmacy");
    // Three of which a machine has one, at most two on a node.
    assertThat(old.size() + same.size()).isEqualTo(2 + 3);
    assertThat(Set.of(old.size(), same.size())).containsExactlyInAnyOrder(2, 3);
    assertThat(here(new Duty("other", nodes), PRODUCTION))
        .containsExactlyInAnyOrder("PAS", "Lab", "Local", "EPR");
  }

  @Test
  void shouldMoveFewPortsWhenANodeComes() {
    List<Duty.Peer> two = List.of(OLD, SAME);
    Duty.Peer third = new Duty.Peer("third", "third:4", "host-1", true);
    List<Duty.Peer> three = List.of(OLD, SAME, third);
    Production byHash = production("\"LoadBalancingStrategy\": \"hash_based\"");
    for (Duty.Peer node : two) {
      assertThat(here(new Duty(node.node(), two), byHash))
          .as("none moves between nodes that were there")
          .containsAll(here(new Duty(node.node(), three), byHash));
    }
  }

  @Test
  void shouldTakeOverAPortAtOnceWhenItsNodeCannotBeReached() {
    List<Duty.Peer> nodes = List.of(new Duty.Peer("old", "old:1", "host-1", false), SAME, OTHER);
    assertThat(here(new Duty("same", nodes), PRODUCTION))
        .contains("PAS", "Lab", "Local")
        .doesNotContain("Drop");
    assertThat(here(new Duty("old", nodes), PRODUCTION))
        .as("what it thinks of itself")
        .contains("EPR");
  }

  @Test
  void shouldRunWhatThereIsOneOfWhereItIsSaid() {
    Duty duty =
        new Duty("old", List.of(OLD, SAME))
            .with(
                new SingleItems.View(
                    Set.of(address("Drop")), Map.of(address("Pharmacy"), "pekko://hie@x:1")));
    assertThat(here(duty, PRODUCTION)).contains("Drop").doesNotContain("Ward", "Pharmacy");
    assertThat(duty.whereabouts(PRODUCTION, PRODUCTION.item("Pharmacy").orElseThrow()))
        .isEqualTo("runs on hie@x:1");
    assertThat(duty.whereabouts(PRODUCTION, PRODUCTION.item("Ward").orElseThrow()))
        .isEqualTo("is about to be given a node");
  }

  @Test
  void shouldKeepToTheCapacityOfANode() {
    Production small = production("\"NodeCapacity\": 2");
    // Three ports or local directories of a machine, and three of which there is one.
    assertThat(here(Duty.ALONE, small)).hasSize(1 + 2);
    List<Duty.Peer> nodes = List.of(OLD, SAME);
    Duty old = new Duty("old", nodes);
    Duty same = new Duty("same", nodes);
    assertThat(old.taken(small) + same.taken(small)).isEqualTo(3);
  }
}
