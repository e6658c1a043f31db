package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.persistence.kafka.log.Placement;
import io.hie.sharding.key.EntityId;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sharding and the log know nothing of each other, and must agree where a history is. */
class OneHashTest {
  @Test
  void shouldPutAHistoryIntoThePartitionOfItsShard() {
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      String entityId = "royal/ADT/" + Long.toHexString(random.nextLong());
      int shards = 1 + random.nextInt(64);
      assertThat(Placement.of("history|" + entityId, shards))
          .isEqualTo(new Placement(EntityId.shardOf(entityId, shards), Placement.PARTITION));
    }
  }
}
