package io.hie.protocols.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.protocols.mllp.MllpService.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** One connection with a clock that the test turns. */
@ExtendWith(LeakCheck.class)
class ServiceConnectionTest {
  private final FakeIntake intake = new FakeIntake();
  private final Tally<Event> tally =
      new Tally<>(Event.class, LoggerFactory.getLogger("hie.test"), System::nanoTime);
  private final EmbeddedChannel channel = new EmbeddedChannel();

  private void connect(Map<String, Object> settings) {
    channel.freezeTime();
    Reception reception =
        new Reception(
            "PAS_In",
            TestItem.service(settings),
            intake,
            Clock.systemUTC(),
            new FrameBudget(1 << 20),
            tally);
    channel.pipeline().addLast(new ServiceConnection(reception, channel));
    channel.pipeline().fireChannelActive();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void shouldServeAConnectionThatWasSilentForAnHour() {
    connect(Map.of());
    passes(1, TimeUnit.HOURS);

    arrives(Samples.frame(Samples.adt("A1")));

    assertThat(answer()).contains("MSA|AA|A1");
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void shouldCloseAConnectionThatWasSilentForLongerThanIdleTimeout() {
    connect(Map.of("IdleTimeout", 600));
    passes(9, TimeUnit.MINUTES);
    arrives(Samples.frame(Samples.adt("A1")));
    passes(9, TimeUnit.MINUTES);
    assertThat(channel.isOpen()).isTrue();

    passes(61, TimeUnit.SECONDS);

    assertThat(channel.isOpen()).isFalse();
    assertThat(tally.of(Event.CONNECTION_SILENT)).isOne();
  }

  @Test
  void shouldNotTakeWaitingForItsAnswerForSilence() {
    connect(Map.of("IdleTimeout", 600));
    intake.hold();
    arrives(Samples.frame(Samples.adt("A1")));
    passes(1, TimeUnit.HOURS);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void shouldCloseAConnectionThatStallsWithinAMessage() {
    connect(Map.of());
    arrives("\u000bMSH|^~\\&|".getBytes(ISO_8859_1));
    passes(59, TimeUnit.SECONDS);
    arrives("PAS".getBytes(ISO_8859_1));
    passes(59, TimeUnit.SECONDS);
    assertThat(channel.isOpen()).isTrue();

    passes(2, TimeUnit.SECONDS);

    assertThat(channel.isOpen()).isFalse();
    assertThat(tally.of(Event.TRUNCATED)).isOne();
  }

  @Test
  void shouldNotCountTimeInWhichItDoesNotReadItself() {
    connect(Map.of("IdleTimeout", 600, "MaxPipelined", 1));
    intake.hold();
    byte[] frame = Samples.frame(Samples.adt("A1"));
    arrives(frame);
    assertThat(channel.config().isAutoRead()).isFalse();
    passes(1, TimeUnit.HOURS);

    intake.taken().get(0).say(new io.hie.actormodel.item.Intake.Acceptance.Stored("m1"));
    channel.runPendingTasks();

    assertThat(answer()).contains("MSA|AA|A1");
    assertThat(channel.config().isAutoRead()).isTrue();
    passes(9, TimeUnit.MINUTES);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void shouldStopReadingWhileTheSenderDoesNotTakeItsAnswers() {
    connect(Map.of());
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    channel.runPendingTasks();
    assertThat(channel.config().isAutoRead()).isFalse();
    arrives(Samples.frame(Samples.adt("A1"))); // read before reading stopped
    assertThat(intake.taken()).isEmpty();

    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    channel.runPendingTasks();

    assertThat(intake.taken()).hasSize(1);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  private void arrives(byte[] bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
  }

  private void passes(long time, TimeUnit unit) {
    channel.advanceTimeBy(time, unit);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  private String answer() {
    ByteBuf answer = channel.readOutbound();
    try {
      return answer.toString(ISO_8859_1);
    } finally {
      answer.release();
    }
  }
}
