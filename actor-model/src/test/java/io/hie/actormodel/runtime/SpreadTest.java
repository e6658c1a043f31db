package io.hie.actormodel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.instance.Instance;
import io.hie.actormodel.instance.InstanceFailedException;
import io.hie.actormodel.instance.InstanceJvm;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.production.ItemDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<Jvm> jvms = List.of(new Jvm("worker 1"), new Jvm("worker 2"));
  private final List<String> told = new ArrayList<>();
  private final At own = new At("the node");

  /** An instance that says where it is. */
  private static final class At implements Instance {
    private final String place;
    private boolean up = true;
    private CompletionStage<Void> started = CompletableFuture.completedFuture(null);

    At(String place) {
      this.place = place;
    }

    @Override
    public boolean isUp() {
      return up;
    }

    @Override
    public CompletionStage<Void> start() {
      return started;
    }

    @Override
    public CompletionStage<Handling> handle(Delivery message) {
      throw new UnsupportedOperationException("it is an operation");
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery message) {
      return up
          ? CompletableFuture.completedFuture(new DeliveryResult.Delivered(place))
          : CompletableFuture.failedFuture(new AwayException(place));
    }

    @Override
    public void change(ItemDefinition definition) {}

    @Override
    public CompletionStage<Void> stop() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private static final class Jvm implements InstanceJvm {
    private final At instance;
    private Listener listener;

    Jvm(String name) {
      instance = new At(name);
    }

    @Override
    public String name() {
      return instance.place;
    }

    @Override
    public Instance instance(Blueprint blueprint, Listener listener) {
      this.listener = listener;
      return instance;
    }

    void end() {
      instance.up = false;
      listener.away("ended");
    }

    void comeBack() {
      instance.up = true;
      listener.up();
    }
  }

  private record Type() implements ItemType {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public ItemKind kind() {
      return ItemKind.OPERATION;
    }

    @Override
    public Class<? extends Record> adapterSettings() {
      return NoSettings.class;
    }

    @Override
    public Item create(ItemDefinition definition, io.hie.actormodel.item.ItemContext context) {
      return (Operation) delivery -> CompletableFuture.failedFuture(new IllegalStateException());
    }
  }

  private Spread spread(int poolSize, Duration patience) {
    ItemDefinition definition =
        new ItemDefinition(
            "Out",
            ItemKind.OPERATION,
            "test",
            true,
            "$.items[0]",
            new ItemType.NoSettings(),
            new ItemType.NoSettings(),
            Running.host("\"ExecutionMode\": \"multiprocess\", \"PoolSize\": " + poolSize));
    return Spread.of(
        new InstanceJvm.Blueprint("ward", "P", definition, new Type()),
        List.copyOf(jvms),
        status -> own,
        patience,
        (outside, detail) -> told.add(outside + " " + detail));
  }

  private static Delivery first(String key) {
    return Samples.delivery(key);
  }

  private static Delivery again(String key) {
    Delivery first = Samples.delivery(key);
    return new Delivery(first.id(), first.entityId(), first.leg(), 2, true, first.envelope());
  }

  private static CompletableFuture<String> where(Spread spread, Delivery delivery) {
    return spread
        .with(delivery, instance -> instance.deliver(delivery))
        .thenApply(result -> ((DeliveryResult.Delivered) result).note())
        .toCompletableFuture();
  }

  private static List<String> keys() {
    return IntStream.range(0, 60).mapToObj(i -> "key" + i).toList();
  }

  /** A key whose instance is in this JVM. */
  private static String keyOf(Spread spread, String jvm) {
    return keys().stream()
        .filter(key -> where(spread, first(key)).join().equals(jvm))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldSendEachKeyToOneInstanceAndAllInstancesSome() {
    // given
    Spread spread = spread(8, LONG);
    Set<String> used = new HashSet<>();

    for (String key : keys()) {
      // when
      String place = where(spread, first(key)).join();

      // then
      assertThat(where(spread, again(key)).join()).isEqualTo(place);
      used.add(place);
    }
    assertThat(used).containsExactlyInAnyOrder("worker 1", "worker 2", "the node");
    assertThat(spread.jvms()).isEqualTo(new ItemStatus.Jvms(3, 3, 0));
  }

  @Test
  void shouldHaveNoMoreInstancesThanWorkersAndTheNodesOwnLast() {
    assertThat(spread(1, LONG).jvms().all()).isEqualTo(1);
    Spread two = spread(2, LONG);
    assertThat(keys())
        .map(key -> where(two, first(key)).join())
        .containsOnly("worker 1", "worker 2");
  }

  @Test
  void shouldSendANewMessageElsewhereWhileItsJvmIsAway() {
    // given
    Spread spread = spread(8, LONG);
    String key = keyOf(spread, "worker 1");

    // when
    jvms.getFirst().end();

    // then
    assertThat(where(spread, first(key)).join()).isNotEqualTo("worker 1");
    assertThat(spread.jvms()).isEqualTo(new ItemStatus.Jvms(2, 3, 0));
    assertThat(spread.trouble()).isEqualTo("worker 1 ended");

    // and when
    jvms.getFirst().comeBack();

    // then
    assertThat(where(spread, first(key)).join()).isEqualTo("worker 1");
    assertThat(spread.jvms()).isEqualTo(new ItemStatus.Jvms(3, 3, 1));
    assertThat(spread.trouble()).isEmpty();
    assertThat(told).last().isEqualTo("CONNECTED ");
  }

  @Test
  void shouldKeepAMessageThatWasTriedForTheJvmThatItMayHaveEnded() {
    // given
    Spread spread = spread(8, LONG);
    String key = keyOf(spread, "worker 2");
    jvms.getLast().end();

    // when
    CompletableFuture<String> waiting = where(spread, again(key));

    // then
    assertThat(waiting).isNotDone();
    jvms.getLast().comeBack();
    assertThat(waiting.join()).isEqualTo("worker 2");
  }

  @Test
  void shouldFailAMessageWhoseJvmDoesNotComeBackInTime() {
    // given
    Spread spread = spread(8, Duration.ofMillis(20));
    String key = keyOf(spread, "worker 2");
    jvms.getLast().end();

    // when, then
    assertThat(where(spread, again(key)))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOfSatisfying(
            InstanceFailedException.class,
            failure -> assertThat(failure.reason().code()).isEqualTo("worker-away"));
  }

  @Test
  void shouldGiveBackWhatWaitsWhenTheItemStops() {
    // given
    Spread spread = spread(8, LONG);
    String key = keyOf(spread, "worker 2");
    jvms.getLast().end();
    CompletableFuture<String> waiting = where(spread, again(key));

    // when
    spread.stop();

    // then
    assertThat(waiting)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(Instance.AwayException.class);
  }

  @Test
  void shouldHandNothingOverWhenAllAreAway() {
    // given
    Spread spread = spread(2, LONG);
    jvms.forEach(Jvm::end);

    // when, then
    assertThat(where(spread, first("key")))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(Instance.AwayException.class);
  }

  @Test
  void shouldTellTheWorstOutsideOfAllInstances() {
    // given
    Spread spread = spread(8, LONG);

    // when
    jvms.getFirst().listener.outside(Outside.CONNECTING, "nobody listens");
    jvms.getLast().listener.outside(Outside.CONNECTED, "to the EPR");

    // then
    assertThat(told).containsExactly("CONNECTING nobody listens", "CONNECTING nobody listens");

    // and when
    jvms.getFirst().listener.outside(Outside.CONNECTED, "to the EPR");

    // then
    assertThat(told).last().isEqualTo("CONNECTED to the EPR");
    assertThat(spread.jvms().up()).isEqualTo(3);
  }

  @Test
  void shouldStartAsTheInstanceThatAPersonHasToMend() {
    // given
    jvms.getFirst().instance.started =
        CompletableFuture.failedFuture(new IllegalStateException("it may work later"));
    jvms.getLast().instance.started =
        CompletableFuture.failedFuture(new Item.MisconfiguredException("no such host"));

    // when, then
    assertThat(spread(8, LONG).start())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(Item.MisconfiguredException.class);
  }
}
