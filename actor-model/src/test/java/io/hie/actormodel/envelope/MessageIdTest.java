package io.hie.actormodel.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageIdTest {

  /** The example of RFC 9562, appendix A.6. */
  @Test
  void shouldLayTheFieldsOutAsTheStandardSays() {
    assertThat(MessageId.format(0x017F22E279B0L, 0xCC3L, 0x18C4DC0C0C07398FL))
        .isEqualTo("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  }

  @Test
  void shouldBeVersionSevenWhateverTheRandomBits() {
    // given
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      long millis = random.nextLong(1L << 48);

      // when
      UUID id = UUID.fromString(MessageId.format(millis, random.nextLong(), random.nextLong()));

      // then
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(millis);
    }
  }

  @Test
  void shouldSortByTime() {
    assertThat(MessageId.format(999, -1, -1)).isLessThan(MessageId.format(1_000, 0, 0));
  }

  @Test
  void shouldTellTheTimeOfNow() {
    // when
    long before = System.currentTimeMillis();
    long inId = UUID.fromString(MessageId.next()).getMostSignificantBits() >>> 16;

    // then
    assertThat(inId).isBetween(before, System.currentTimeMillis());
  }

  @Test
  void shouldNeverRepeatItself() {
    // given
    Set<String> seen = ConcurrentHashMap.newKeySet();

    // when
    IntStream.range(0, 200_000).parallel().forEach(i -> seen.add(MessageId.next()));

    // then
    assertThat(seen).hasSize(200_000);
  }
}
