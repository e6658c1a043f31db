package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.sharding.key.EntityId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ShardLoadsTest {
  private static final int SHARDS = 16;
  private static final int LOOKS_A_MINUTE = 12;
  private static final Instant NOW = Instant.parse("2026-11-01T08:00:00Z");

  private final ShardLoads loads =
      new ShardLoads(SHARDS, Duration.ofSeconds(60), Clock.fixed(NOW, ZoneOffset.UTC));

  private ShardLoad of(String entityId) {
    return loads.all().get(EntityId.shardOf(entityId, SHARDS));
  }

  @Test
  void shouldCountMessagesASecondOverTheLastMinute() {
    ShardLoads.OfHistory history = loads.of("w/p/1");
    for (int i = 0; i < 600; i++) {
      loads.count(history);
    }
    loads.look();
    assertThat(of("w/p/1").perSecond()).isEqualTo(10);
    assertThat(loads.perSecond()).containsOnlyKeys(of("w/p/1").shard()).containsValue(10.0);
    for (int look = 1; look < LOOKS_A_MINUTE; look++) {
      loads.look();
    }
    assertThat(of("w/p/1").perSecond()).isEqualTo(10);
    loads.look();
    assertThat(of("w/p/1").perSecond()).isZero();
    assertThat(of("w/p/1").messages()).isEqualTo(600);
    assertThat(loads.perSecond()).isEmpty();
  }

  @Test
  void shouldAddUpWhatIsAwakeAndForgetWhatSleeps() {
    ShardLoads.OfHistory one = loads.of("w/p/1");
    ShardLoads.OfHistory same = loads.of("w/p/1");
    loads.woke(one);
    loads.woke(same);
    one.now(new History().apply(Events.accepted(1, "A", "B")));
    assertThat(of("w/p/1").awake()).isEqualTo(2);
    assertThat(of("w/p/1").openMessages()).isEqualTo(1);
    assertThat(of("w/p/1").openLegs()).isEqualTo(2);
    assertThat(of("w/p/1").oldestOpenMillis()).isPositive();
    one.now(new History());
    assertThat(of("w/p/1").oldestOpenMillis()).isZero();
    loads.sleeps(one);
    loads.sleeps(same);
    assertThat(of("w/p/1").awake()).isZero();
  }
}
