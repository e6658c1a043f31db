package io.hie.sharding.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What sealing costs: a program, not a test. Prints microseconds for an event of some sizes. */
final class SealCost {
  private static final String ID = "royal/ADT/00112233445566778899aabbccddeeff";
  private static final int ROUNDS = 7;

  private SealCost() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    MemoryKeys store = new MemoryKeys();
    DataKeys keys = new WrappedDataKeys(store, store);
    DataKey key = keys.make(ID).toCompletableFuture().join();
    for (int size : new int[] {100, 1_024, 10_240, 102_400}) {
      HistoryEvent event = accepted(size);
      HistoryEvent sealed = EventSeal.seal(ID, event, key);
      int times = 40_000_000 / (size + 1_000);
      System.out.printf(
          "%7d bytes: seal %.2f us, open %.2f us%n",
          size,
          best(times, () -> EventSeal.seal(ID, event, key)),
          best(times, () -> EventSeal.open(ID, 1, sealed, key)));
    }
    System.out.printf(
        "find and unwrap a key %.2f us, make and wrap one %.2f us%n",
        best(20_000, () -> keys.find(ID, key.id()).toCompletableFuture().join()),
        best(20_000, () -> keys.make(ID).toCompletableFuture().join()));
  }

  private static double best(int times, Runnable what) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begun = System.nanoTime();
      for (int i = 0; i < times; i++) {
        what.run();
      }
      best = Math.min(best, (System.nanoTime() - begun) / 1e3 / times);
    }
    return best;
  }

  private static HistoryEvent accepted(int size) {
    MessageHeader header =
        new MessageHeader(
            "m1", "m1", Instant.EPOCH, "In", "", "", "x", "", "UTF-8", 5, null, 0, Map.of());
    return new HistoryEvent.Accepted(
        1,
        Instant.EPOCH,
        header,
        "ADT_A01",
        "",
        Payload.wrap(new byte[size]),
        "PAS",
        "C1",
        Payload.of("0123456789abcdef", UTF_8),
        List.of("Out"));
  }
}
