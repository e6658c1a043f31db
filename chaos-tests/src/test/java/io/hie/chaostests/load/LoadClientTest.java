package io.hie.chaostests.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.ledger.LoadEvent;
import io.hie.chaostests.ledger.LoadLedger;
import io.hie.chaostests.load.ScriptedServer.Got;
import io.hie.chaostests.load.ScriptedServer.Reaction;
import io.hie.chaostests.message.EventMix;
import io.hie.chaostests.message.MessageGenerator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LoadClientTest {
  @TempDir private Path directory = Path.of("");
  private LoadSnapshot end = LoadSnapshot.NONE;

  @Test
  void shouldSendEachMessageOnceWhenAllGoesWell() throws IOException {
    try (ScriptedServer server = new ScriptedServer((n, id) -> Reaction.AA)) {
      assertThat(run(server, 4, 1, 400)).isTrue();

      assertThat(server.got).extracting(g -> g.identity().id().number()).doesNotHaveDuplicates();
      assertThat(end.sent()).isEqualTo(400);
      assertThat(end.acknowledged()).isEqualTo(400);
      assertThat(end.resent()).isZero();
      assertThat(end.maxMicros()).isPositive();
    }
  }

  @Test
  void shouldTakeCommitAcceptForAnAcknowledgement() throws IOException {
    try (ScriptedServer server = new ScriptedServer((n, id) -> Reaction.CA)) {
      assertThat(run(server, 1, 1, 10)).isTrue();
      assertThat(end.acknowledged()).isEqualTo(10);
    }
  }

  @Test
  void shouldSendTheSameBytesAgainAfterAnErrorAnswerAndNothingInBetween() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer((n, id) -> n % 5 == 3 ? Reaction.AE : Reaction.AA)) {
      assertThat(run(server, 1, 1, 20)).isTrue();

      assertThat(end.negative()).isPositive().isEqualTo(end.resent());
      assertRepeatsFollowAtOnce(server.got);
    }
  }

  @Test
  void shouldConnectAndSendAgainWhenTheConnectionIsLost() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer((n, id) -> n % 7 == 3 ? Reaction.CLOSE : Reaction.AA)) {
      assertThat(run(server, 1, 1, 20)).isTrue();

      assertThat(end.linksLost()).isPositive();
      assertRepeatsFollowAtOnce(server.got);
    }
  }

  @Test
  void shouldGiveUpASilentConnectionAndSendAgainOverAnother() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer((n, id) -> n == 3 ? Reaction.SILENCE : Reaction.AA)) {
      assertThat(run(server, 1, 1, 6)).isTrue();

      assertThat(end.timeouts()).isEqualTo(1);
      assertRepeatsFollowAtOnce(server.got);
    }
  }

  @Test
  void shouldNotSendAgainWhatIsRefusedForGood() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer((n, id) -> n == 3 ? Reaction.AR : Reaction.AA)) {
      assertThat(run(server, 1, 1, 6)).isTrue();

      assertThat(end.refused()).isEqualTo(1);
      assertThat(end.acknowledged()).isEqualTo(5);
      assertThat(server.got).hasSize(6);
    }
  }

  @Test
  void shouldNeverTakeTheAnswerOfAnotherMessage() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, id) ->
                switch (n) {
                  case 2 -> Reaction.OTHER_ID;
                  case 5 -> Reaction.TWICE;
                  default -> Reaction.AA;
                })) {
      assertThat(run(server, 1, 1, 8)).isTrue();

      assertThat(end.mismatched()).isEqualTo(2);
      assertThat(events()).filteredOn(e -> e instanceof LoadEvent.Mismatched).hasSize(2);
      assertThat(end.acknowledged()).isEqualTo(8);
    }
  }

  @Test
  void shouldKeepEachPatientsOrderWithAWindowThroughEveryFault() throws IOException {
    Map<Long, Integer> accepted = new ConcurrentHashMap<>();
    try (ScriptedServer server =
        new ScriptedServer(
            (n, id) ->
                switch (n % 23) {
                  case 4, 5 -> Reaction.AE;
                  case 11 -> n % 3 == 0 ? Reaction.CLOSE : Reaction.AA;
                  default -> Reaction.AA;
                })) {
      assertThat(run(server, 2, 6, 300)).isTrue();

      Map<Integer, Integer> latest = new HashMap<>();
      for (Got got : server.got) {
        if (got.reaction() == Reaction.AA
            && accepted.put(got.identity().id().number(), 1) == null) {
          Integer before = latest.put(got.identity().patient(), got.identity().sequence());
          assertThat(got.identity().sequence()).isEqualTo(before == null ? 1 : before + 1);
        }
      }
      assertThat(accepted).hasSize(300);
    }
  }

  @Test
  void shouldUseTheWindow() throws IOException {
    List<Reaction> held = new ArrayList<>();
    try (ScriptedServer server =
        new ScriptedServer(
            (n, id) -> {
              held.add(Reaction.SILENCE);
              return Reaction.SILENCE;
            })) {
      LoadSettings settings = settings(server.address(), 1, 5, 100, 0, Duration.ofMillis(400));
      assertThat(run(settings)).as("it gives up at its deadline").isFalse();

      assertThat(held).as("one window, unanswered").hasSize(5);
      assertThat(end.sent()).isEqualTo(5);
    }
  }

  @Test
  void shouldKeepToItsRate() throws IOException {
    try (ScriptedServer server = new ScriptedServer((n, id) -> Reaction.AA)) {
      long start = System.nanoTime();
      assertThat(run(settings(server.address(), 4, 1, 100, 200, Duration.ofSeconds(20)))).isTrue();

      // the last of 100 is due 495 ms after the first
      assertThat(System.nanoTime() - start).isGreaterThan(494_000_000L);
      assertThat(end.dueP99Micros()).isPositive();
    }
  }

  @Test
  void shouldWriteDownWhatHappened() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, id) ->
                switch (n) {
                  case 1 -> Reaction.AE;
                  case 2 -> Reaction.CLOSE;
                  default -> Reaction.AA;
                })) {
      assertThat(run(server, 1, 1, 1)).isTrue();

      assertThat(events())
          .extracting(e -> e.getClass().getSimpleName())
          .containsExactly("Sent", "Answered", "Resent", "LinkLost", "Resent", "Answered");
      assertThat(events().getLast())
          .isInstanceOfSatisfying(LoadEvent.Answered.class, a -> assertThat(a.accepted()).isTrue());
    }
  }

  @Test
  void shouldReadItsFiguresBack() {
    LoadSnapshot some =
        new LoadSnapshot(1, 2, 3, 4, 5, 6, 7, 8, 9.5, 10, 11, 12, 13, 14, 15, 16, 17);

    assertThat(LoadSnapshot.parse("@load " + some.words())).isEqualTo(some);
  }

  /** In lock-step a repeated message has the same bytes and comes right after its first copy. */
  private static void assertRepeatsFollowAtOnce(List<Got> got) {
    long latest = -1;
    byte[] bytes = new byte[0];
    boolean repeats = false;
    for (Got g : got) {
      long number = g.identity().id().number();
      if (number == latest) {
        assertThat(g.body()).isEqualTo(bytes);
        repeats = true;
      } else {
        assertThat(number).isEqualTo(latest + 1);
      }
      latest = number;
      bytes = g.body();
    }
    assertThat(repeats).isTrue();
  }

  private boolean run(ScriptedServer server, int connections, int window, long messages)
      throws IOException {
    return run(
        settings(server.address(), connections, window, messages, 0, Duration.ofSeconds(20)));
  }

  private static LoadSettings settings(
      InetSocketAddress target,
      int connections,
      int window,
      long messages,
      double rate,
      Duration deadline) {
    return new LoadSettings(
        List.of(target),
        connections,
        messages,
        Duration.ofDays(1),
        Duration.ZERO,
        window,
        false,
        rate,
        Duration.ofSeconds(1),
        deadline);
  }

  private boolean run(LoadSettings settings) throws IOException {
    MessageGenerator generator =
        new MessageGenerator(
            new MessageGenerator.Recipe(
                "RUN001", 1, 40, settings.connections(), 1024, EventMix.parse("ADT^A08")));
    try (LoadLedger ledger = LoadLedger.create(directory.resolve("load.ledger"), "RUN001")) {
      LoadClient client = new LoadClient(settings, generator, ledger);
      boolean complete = client.run(snapshot -> {});
      end = client.stats().snapshot();
      return complete;
    }
  }

  private List<LoadEvent> events() {
    List<LoadEvent> events = new ArrayList<>();
    LoadLedger.events(directory.resolve("load.ledger")).forEach(events::add);
    return events;
  }
}
