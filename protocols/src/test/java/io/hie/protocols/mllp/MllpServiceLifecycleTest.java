package io.hie.protocols.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.Item.MisconfiguredException;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.protocols.mllp.MllpService.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class MllpServiceLifecycleTest {

  @Test
  void shouldSayWhereItListens() throws IOException {
    try (RunningService running = new RunningService()) {
      assertThat(running.item.lastTold().outside()).isEqualTo(Outside.CONNECTED);
      assertThat(running.item.lastTold().detail())
          .isEqualTo("listening on 127.0.0.1:" + running.service.port());
    }
  }

  @Test
  void shouldNameThePortThatIsInUseAndSayWhatToDo() {
    try (RunningService first = new RunningService()) {
      TestItem item = new TestItem();
      int port = first.service.port();
      MllpService second =
          new MllpService(TestItem.service(Map.of("Port", port)), item.context(new FakeIntake()));

      assertThatThrownBy(() -> second.start().toCompletableFuture().join())
          .hasCauseInstanceOf(MisconfiguredException.class)
          .hasMessageContaining("Port: " + port + " is in use on 127.0.0.1")
          .hasMessageContaining("choose another Port");
      assertThat(item.lastTold().outside()).isEqualTo(Outside.MISCONFIGURED);
      RunningService.await(second.stop());
    }
  }

  @Test
  void shouldNameAnInterfaceThatTheMachineDoesNotHave() {
    MllpService service =
        new MllpService(
            TestItem.service(Map.of("Interface", "192.0.2.1")),
            new TestItem().context(new FakeIntake()));
    assertThatThrownBy(() -> service.start().toCompletableFuture().join())
        .hasCauseInstanceOf(MisconfiguredException.class)
        .hasMessageContaining("Interface: this machine has no address 192.0.2.1");
  }

  @Test
  void shouldReadNothingWhilePausedAndStillGiveTheAnswersItOwes() throws IOException {
    try (RunningService running = new RunningService();
        MllpSender sender = running.sender()) {
      running.intake.hold();
      sender.send(Samples.adt("A1"));
      await().until(() -> running.intake.taken().size() == 1);

      RunningService.await(running.service.pause());
      sender.send(Samples.adt("A2"));
      running.intake.store(0);

      assertThat(sender.verdict()).isEqualTo("AA A1");
      assertThat(sender.hearsNothing()).isTrue();
      assertThat(running.intake.taken()).hasSize(1);

      RunningService.await(running.service.resume());
      await().until(() -> running.intake.taken().size() == 2);
      running.intake.store(1);
      assertThat(sender.verdict()).isEqualTo("AA A2");
    }
  }

  @Test
  void shouldLetNewSendersWaitWhilePaused() throws IOException {
    try (RunningService running = new RunningService()) {
      RunningService.await(running.service.pause());
      try (MllpSender sender = running.sender()) {
        sender.send(Samples.adt("A1"));
        assertThat(sender.hearsNothing()).isTrue();
        assertThat(running.intake.taken()).isEmpty();
        RunningService.await(running.service.resume());
        assertThat(sender.verdict()).isEqualTo("AA A1");
      }
    }
  }

  @Test
  void shouldGiveTheAnswersItOwesBeforeItStopsAndTakeNothingMore() throws IOException {
    RunningService running = new RunningService();
    try (MllpSender sender = running.sender();
        MllpSender idle = running.sender()) {
      await().until(() -> running.service.connections() == 2);
      running.intake.hold();
      sender.send(Samples.adt("A1"), Samples.adt("A2"));
      await().until(() -> running.intake.taken().size() == 2);

      CompletableFuture<Void> stopped = running.service.stop().toCompletableFuture();
      assertThat(idle.verdict()).isEqualTo("end");
      sender.send(Samples.large("A3", 300_000)); // unread when the socket closes
      assertThat(stopped).isNotDone();
      running.intake.store(1);
      running.intake.store(0);

      assertThat(sender.verdict()).isEqualTo("AA A1");
      assertThat(sender.verdict()).isEqualTo("AA A2");
      assertThat(sender.verdict()).isEqualTo("end");
      RunningService.await(stopped);
      assertThat(running.intake.taken()).hasSize(2);
      assertThatThrownBy(running::sender).isInstanceOf(IOException.class);
    } finally {
      running.close();
    }
  }

  @Test
  void shouldCloseConnectionsBeyondMaxConnectionsAndTakeOthersWhenSomeEnd() throws IOException {
    List<MllpSender> senders = new ArrayList<>();
    try (RunningService running = new RunningService(Map.of("MaxConnections", 3))) {
      for (int i = 0; i < 3; i++) {
        senders.add(running.sender());
        senders.get(i).send(Samples.adt("A" + i));
        assertThat(senders.get(i).verdict()).isEqualTo("AA A" + i);
      }
      try (MllpSender tooMany = running.sender()) {
        assertThat(tooMany.verdict()).isEqualTo("end");
      }
      assertThat(running.count(Event.CONNECTION_REFUSED)).isOne();

      senders.removeFirst().close();
      await().until(() -> running.service.connections() == 2);
      senders.add(running.sender());
      senders.getLast().send(Samples.adt("A4"));
      assertThat(senders.getLast().verdict()).isEqualTo("AA A4");
    } finally {
      for (MllpSender sender : senders) {
        sender.close();
      }
    }
  }
}
