package io.hie.sharding.key;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.key.MessageKeys.LocalId;
import io.hie.actormodel.key.NhsNumber;
import io.hie.sharding.key.ShardingKey.Kind;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntityIdTest {
  private static final NhsNumber PATIENT = NhsNumber.parse("9990000018").orElseThrow();
  private static final byte[] SECRET = "a secret of thirty-two bytes, ok".getBytes(US_ASCII);

  private final EntityId ids = new EntityId(workspace -> SECRET.clone());

  /**
   * These must never change: a history is found by its id. The values are HMAC-SHA-256 as OpenSSL
   * makes it: {@code printf 'PATIENT:9990000018' | openssl dgst -sha256 -hmac "$SECRET"}.
   */
  @Test
  void shouldMakeTheIdsThatItAlwaysMade() {
    assertThat(ids.of(ShardingKey.patient("seaside", "adt", PATIENT)))
        .isEqualTo("seaside/adt/b22a3a993b5f48314054e790aa061bb4");
    assertThat(ids.of(ShardingKey.localPatient("seaside", "adt", new LocalId("H4711", "RXX"))))
        .isEqualTo("seaside/adt/b76c1d96a96adcfcd67f2f9be6661bee");
    assertThat(ids.of(new ShardingKey("seaside", "adt", Kind.FACILITY, "Förde")))
        .isEqualTo("seaside/adt/7e63f493dc98244461f56d875df6ba86");
  }

  @Test
  void shouldTellNothingOfThePatient() {
    // when
    ShardingKey key = ShardingKey.patient("seaside", "adt", PATIENT);
    ShardingKey local = ShardingKey.localPatient("seaside", "adt", new LocalId("H4711", "RXX"));

    // then
    assertThat(ids.of(key)).doesNotContain("999000").matches("seaside/adt/[0-9a-f]{32}");
    assertThat(key.toString()).doesNotContain("999").contains("PATIENT");
    assertThat(local.toString()).doesNotContain("4711").doesNotContain("RXX");
  }

  @Test
  void shouldDependOnTheWorkspacesSecret() {
    // given
    EntityId others = new EntityId(workspace -> "another secret".getBytes(US_ASCII));
    ShardingKey key = ShardingKey.patient("seaside", "adt", PATIENT);

    // then
    assertThat(others.of(key)).isNotEqualTo(ids.of(key));
  }

  @Test
  void shouldKeepKindsAndAuthoritiesApart() {
    // given: all of the same letters
    Set<String> distinct = new HashSet<>();
    for (Kind kind : Kind.values()) {
      distinct.add(ids.of(new ShardingKey("seaside", "adt", kind, "9990000018")));
    }
    distinct.add(ids.of(ShardingKey.localPatient("w", "p", new LocalId("C", "A:B"))));
    distinct.add(ids.of(ShardingKey.localPatient("w", "p", new LocalId("B:C", "A"))));
    distinct.add(ids.of(ShardingKey.localPatient("w", "p", new LocalId("A:B:C", ""))));

    // then
    assertThat(distinct).hasSize(Kind.values().length + 3);
  }

  @Test
  void shouldNotSpoilASecretThatItsOwnerKeeps() {
    // given: an owner that gives the same array out twice
    byte[] kept = SECRET.clone();
    ShardingKey key = ShardingKey.patient("seaside", "adt", PATIENT);

    // when
    String first = new EntityId(workspace -> kept).of(key);
    String second = new EntityId(workspace -> kept).of(key);

    // then
    assertThat(second).isEqualTo(first);
    assertThat(kept).isEqualTo(SECRET);
  }

  @Test
  void shouldMakeTheSameIdsOnManyThreads() {
    // given
    String expected = ids.of(ShardingKey.patient("seaside", "adt", PATIENT));
    Set<String> made = ConcurrentHashMap.newKeySet();

    // when
    IntStream.range(0, 20_000)
        .parallel()
        .forEach(i -> made.add(ids.of(ShardingKey.patient("seaside", "adt", PATIENT))));

    // then
    assertThat(made).containsExactly(expected);
  }

  @Test
  void shouldTellWorkspaceAndProject() {
    assertThat(EntityId.workspaceOf("seaside/adt/00ff")).isEqualTo("seaside");
    assertThat(EntityId.projectOf("seaside/adt/00ff")).isEqualTo("adt");
  }

  /** CRC-32C of {@code 123456789} is e3069283 (RFC 3720, B.4); these must never change either. */
  @Test
  void shouldPutAnIdIntoTheShardThatItWasAlwaysIn() {
    assertThat(EntityId.shardOf("123456789", 1 << 30)).isEqualTo(0xe3069283 & ((1 << 30) - 1));
    assertThat(EntityId.shardOf("123456789", 16)).isEqualTo(3);
    assertThat(EntityId.shardOf("123456789", 1)).isZero();
  }

  @Test
  void shouldSpreadIdsEvenlyOverShards() {
    // given
    int shards = 16;
    int keys = 32_000;
    int[] counts = new int[shards];

    // when
    for (int i = 0; i < keys; i++) {
      String id = ids.of(new ShardingKey("seaside", "adt", Kind.FACILITY, "f" + i));
      counts[EntityId.shardOf(id, shards)]++;
    }

    // then: 2,000 each; six standard deviations are 260
    assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(1_740);
    assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(2_260);
  }
}
