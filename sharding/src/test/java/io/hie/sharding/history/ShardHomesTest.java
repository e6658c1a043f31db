package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** Messages of shards whose node cannot be reached. */
class ShardHomesTest {
  private static final int SHARD = 7;
  private static final int OTHER = 8;

  private final ShardHomes homes = new ShardHomes();
  private final List<String> sent = new ArrayList<>();

  private void send(int shard, String message) {
    homes.send(shard, () -> sent.add(message));
  }

  @Test
  void shouldSendAtOnceWhileAllNodesCanBeReached() {
    // given
    homes.at("a", Set.of(SHARD), null);

    // when
    send(SHARD, "1");

    // then
    assertThat(sent).containsExactly("1");
  }

  @Test
  void shouldKeepOnlyWhatIsForTheNodeThatCannotBeReached() {
    // given
    homes.at("a", Set.of(SHARD), null);
    homes.at("b", Set.of(OTHER), null);
    homes.away(Set.of("a"));

    // when
    send(SHARD, "1");
    send(OTHER, "2");
    send(9, "3");

    // then
    assertThat(sent).containsExactly("2", "3");
  }

  @Test
  void shouldSendInOrderWhenAnotherNodeHasTheShard() {
    // given
    homes.at("a", Set.of(SHARD), null);
    homes.away(Set.of("a"));
    send(SHARD, "1");
    send(SHARD, "2");

    // when
    homes.at("b", Set.of(SHARD), null);
    send(SHARD, "3");

    // then
    assertThat(sent).containsExactly("1", "2", "3");
  }

  @Test
  void shouldSendWhenTheNodeCanBeReachedAgain() {
    // given
    homes.at("a", Set.of(SHARD), null);
    homes.away(Set.of("a"));
    send(SHARD, "1");

    // when
    homes.away(Set.of());

    // then
    assertThat(sent).containsExactly("1");
  }

  @Test
  void shouldSendWhenTheNodeIsGoneAndNobodyHasItsShards() {
    // given
    homes.at("a", Set.of(SHARD), null);
    homes.away(Set.of("a"));
    send(SHARD, "1");

    // when
    homes.forget("a");

    // then
    assertThat(sent).containsExactly("1");
    assertThat(homes.nodes()).isEmpty();
  }

  @Test
  void shouldKnowTheDoorOfAShardOfAnotherNodeWhileThatCanBeReached() {
    // given
    ActorTestKit testKit = ActorTestKit.create();
    try {
      ActorRef<Door.Through> door = testKit.<Door.Through>createTestProbe().ref();

      // when
      homes.at("a", Set.of(SHARD), door);
      homes.at("here", Set.of(OTHER), null);

      // then
      assertThat(homes.door(SHARD)).isEqualTo(door);
      assertThat(homes.door(OTHER)).isNull();
      homes.away(Set.of("a"));
      assertThat(homes.door(SHARD)).isNull();
      homes.away(Set.of());
      assertThat(homes.door(SHARD)).isEqualTo(door);
      homes.at("here", Set.of(SHARD), null);
      assertThat(homes.door(SHARD)).isNull();
      homes.at("a", Set.of(SHARD), null);
      assertThat(homes.door(SHARD)).as("kept while it has no shard").isNull();
      homes.at("a", Set.of(SHARD), door);
      assertThat(homes.door(SHARD)).isEqualTo(door);
      homes.forget("a");
      assertThat(homes.door(SHARD)).isNull();
    } finally {
      testKit.shutdownTestKit();
    }
  }

  @Test
  void shouldKeepNoMoreThanItMay() {
    // given
    homes.at("a", Set.of(SHARD), null);
    homes.away(Set.of("a"));

    // when
    for (int i = 0; i < ShardHomes.MOST_WAITING + 2; i++) {
      send(SHARD, "message");
    }

    // then
    assertThat(sent).hasSize(2);
  }
}
