package io.hie.clusternode.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FairSharesTest {
  private static final int MOST = 3;
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<Runnable> looks = new ArrayList<>();
  private final FairShares shares = new FairShares(MOST, now::get, looks::add);
  private final FairShares.Share loud = shares.of("loud");
  private final FairShares.Share quiet = shares.of("quiet");
  private final List<Integer> underWay = new ArrayList<>();

  private void loudSends(int from, int to) {
    for (int i = from; i < to; i++) {
      int number = i;
      loud.enter(() -> underWay.add(number));
    }
  }

  private void quietSends() {
    quiet.enter(() -> {});
    quiet.leave();
  }

  @Test
  void shouldLetEverythingGoWhileAWorkspaceIsAlone() {
    loudSends(0, 100);

    assertThat(underWay).hasSize(100);
  }

  @Test
  void shouldHoldBackTheLoudAndNotTheQuietInOrder() {
    quietSends();
    loudSends(0, 6);
    assertThat(underWay).containsExactly(0, 1, 2);

    List<String> went = new ArrayList<>();
    quiet.enter(() -> went.add("quiet"));
    assertThat(went).containsExactly("quiet");

    loud.leave();
    loudSends(6, 7);
    assertThat(underWay).containsExactly(0, 1, 2, 3);
    loud.leave();
    loud.leave();
    loud.leave();
    assertThat(underWay).containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void shouldLetAllGoOnceTheOtherHasBeenSilentForASecond() {
    quietSends();
    loudSends(0, 6);
    now.addAndGet(SECOND);

    loud.leave();

    assertThat(underWay).hasSize(6);
  }

  @Test
  void shouldGoOnPastWhatStandsStill() {
    quietSends();
    loudSends(0, 10);
    assertThat(looks).hasSize(1);

    looks.removeFirst().run();
    assertThat(underWay).containsExactly(0, 1, 2, 3, 4, 5);

    loud.leave();
    assertThat(underWay).hasSize(6); // five of them are under way yet
    looks.removeFirst().run(); // something has left since
    assertThat(underWay).hasSize(6);
    looks.removeFirst().run();
    assertThat(underWay).hasSize(9);
    looks.removeFirst().run();
    assertThat(underWay).hasSize(10);
    assertThat(looks).isEmpty();
  }

  @Test
  void shouldNotLetWhatComesNowPastWhatHasWaited() {
    quietSends();
    loudSends(0, MOST);
    loud.enter(
        () -> {
          loudSends(4, 5); // as its sender's thread would at this moment
          underWay.add(3);
        });
    now.addAndGet(SECOND);

    loud.leave();

    assertThat(underWay).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void shouldHoldBackBothWhenBothAreLoud() {
    List<Integer> others = new ArrayList<>();
    quietSends();
    loudSends(0, 10);
    for (int i = 0; i < 10; i++) {
      int number = i;
      quiet.enter(() -> others.add(number));
    }

    assertThat(underWay).hasSize(MOST);
    assertThat(others).hasSize(MOST);
  }
}
