package io.hie.persistence.kafka.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.persistence.kafka.log.LogCodec;
import io.hie.persistence.kafka.log.SnapshotKey;
import io.hie.persistence.kafka.view.View;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an owner writes itself it need not read back, unless somebody else wrote in between. */
class SnapshotPartitionTest {
  private static final String ID = "history|royal/ADT/1";
  private static final byte[] VALUE = {1};

  @TempDir private Path directory;
  private View view;
  private boolean own = true;
  private SnapshotPartition partition;

  @BeforeEach
  void open() {
    view = new View(directory.resolve("view"));
    partition = new SnapshotPartition(new TopicPartition("snapshots", 0), view, true, () -> own);
  }

  @AfterEach
  void close() {
    view.close();
  }

  private List<Long> inView() {
    return view.snapshots(0, ID, 0, Long.MAX_VALUE);
  }

  @Test
  void shouldTakeInWhatItWroteAndReadNothing() {
    assertThat(partition.wrote(0, new SnapshotKey(ID, 10), VALUE)).isTrue();
    assertThat(partition.wrote(1, new SnapshotKey(ID, 20), VALUE)).isTrue();
    assertThat(partition.wrote(2, new SnapshotKey(ID, 10), null)).isTrue();

    assertThat(inView()).containsExactly(20L);
    assertThat(partition.wanted()).isFalse();
  }

  @Test
  void shouldReadWhenSomebodyElseWroteInBetween() {
    // when its own is acknowledged with a record before it that it has not seen
    assertThat(partition.wrote(1, new SnapshotKey(ID, 20), VALUE)).isFalse();

    // then it wants to read, and has both when it has read
    assertThat(inView()).isEmpty();
    assertThat(partition.wanted()).isTrue();
    for (long offset = 0; offset < 2; offset++) {
      byte[] key = LogCodec.encode(new SnapshotKey(ID, 10 + 10 * offset));
      partition.read(new ConsumerRecord<>("snapshots", 0, offset, key, VALUE));
    }
    assertThat(inView()).containsExactly(10L, 20L);
    assertThat(partition.wanted()).isFalse();
  }

  @Test
  void shouldReadWhatIsThereWhenTheLogIsKnownToBeLongerAndAlwaysWhereItIsNoOwner() {
    partition.end(1);
    assertThat(partition.wanted()).isTrue();
    partition.readTo(1);
    assertThat(partition.wanted()).isFalse();
    own = false;
    assertThat(partition.wanted()).isTrue();
  }
}
