package io.hie.persistence.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void shouldPutAnEntityIntoThePartitionOfItsShard() {
    // CRC-32C of "123456789" is the check value of the algorithm, 0xE3069283.
    assertThat(Placement.of("history|123456789", 16))
        .isEqualTo(new Placement(0xE3069283 & 15, Placement.PARTITION));
    assertThat(Placement.of("other|123456789", 16).partition()).isEqualTo(0xE3069283 & 15);
  }

  @Test
  void shouldPutWhatAShardRemembersIntoItsPartition() {
    assertThat(Placement.of("/sharding/historyShard/11", 16))
        .isEqualTo(new Placement(11, Placement.PARTITION));
  }

  @Test
  void shouldLetAnyOtherIdBeOwnedByItself() {
    Placement coordinator = Placement.of("/sharding/historyCoordinator", 16);
    assertThat(coordinator.scope()).isEqualTo("/sharding/historyCoordinator");
    assertThat(coordinator.partition()).isBetween(0, 15);
    assertThat(Placement.of("123456789", 16))
        .isEqualTo(new Placement(0xE3069283 & 15, "123456789"));
  }

  @Test
  void shouldBeginAStayWithTheShardAndNotWithEachOfItsEntities() {
    assertThat(Placement.beginsStay("/sharding/historyShard/11")).isTrue();
    assertThat(Placement.beginsStay("/sharding/historyCoordinator")).isTrue();
    assertThat(Placement.beginsStay("123456789")).isTrue();
    assertThat(Placement.beginsStay("history|123456789")).isFalse();
  }
}
