package io.hie.protocols.mllp;

import static io.hie.protocols.mllp.RunningOperation.describe;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.runtime.Pulse;
import io.hie.protocols.hl7.Hl7Message;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** One connection of an operation, with a socket and a clock that the test holds. */
@ExtendWith(LeakCheck.class)
class LinkSessionTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<String> told = new ArrayList<>();
  private final LinkSession session =
      new LinkSession(
          new Target(
              TestItem.operation(2576, Map.of("AckTimeout", 30)),
              null,
              host -> null,
              new Tally<>(
                  MllpOperation.Event.class,
                  LoggerFactory.getLogger("hie.test"),
                  System::nanoTime)),
          new Owner(),
          channel);

  private final class Owner implements LinkSession.Owner {
    @Override
    public void up(LinkSession up) {
      told.add("up");
    }

    @Override
    public void free(LinkSession free, boolean answered) {
      told.add("free");
    }

    @Override
    public void ended(LinkSession ended, TransportFault fault) {
      told.add("ended " + fault.code());
    }
  }

  /** A socket that takes so many bytes of a frame, and then breaks. */
  private static final class Breaking extends ChannelOutboundHandlerAdapter {
    private final int after;

    Breaking(int after) {
      this.after = after;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      if (after > 0) {
        ((ChannelProgressivePromise) promise).setProgress(after, 1_000);
      }
      promise.setFailure(new ClosedChannelException());
    }
  }

  private Exchange send(String controlId) {
    Exchange exchange =
        new Exchange(Hl7Message.read(Payload.of(Samples.adt(controlId), ISO_8859_1)));
    session.send(exchange);
    return exchange;
  }

  private void connect() {
    channel.freezeTime();
    channel.pipeline().addLast(session);
    channel.pipeline().fireChannelActive();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void shouldSayThatNothingWasSentWhenTheSocketBreaksBeforeTheFirstByte() {
    channel.pipeline().addLast(new Breaking(0));
    connect();
    Exchange exchange = send("A1");
    assertThat(describe(exchange.result().join())).isEqualTo("NotSent link-lost");
    assertThat(told).containsExactly("up", "ended link-lost");
  }

  @Test
  void shouldBeAmbiguousWhenTheSocketBreaksAfterTheFirstByte() {
    channel.pipeline().addLast(new Breaking(1));
    connect();
    Exchange exchange = send("A1");
    assertThat(describe(exchange.result().join())).isEqualTo("Ambiguous link-lost");
    assertThat(told).containsExactly("up", "ended link-lost");
  }

  @Test
  void shouldSendNothingWhenTheProcessStoodStillOnTheWayHere() {
    connect();
    try (Pulse _ = Pulse.watch(Duration.ofNanos(-1), stood -> false)) {
      Exchange exchange = send("A1");
      assertThat(describe(exchange.result().join())).isEqualTo("NotSent stood-still");
    }
    channel.runPendingTasks();
    assertThat(channel.outboundMessages()).isEmpty();
    assertThat(told).containsExactly("up", "free");
  }

  @Test
  void shouldWaitForTheAnswerAsLongAsItMayAndNoLonger() {
    connect();
    Exchange first = send("A1");
    passes(29);
    arrives(Samples.ack("AA", "A1"));
    assertThat(describe(first.result().join())).isEqualTo("Delivered AA");

    Exchange second = send("A2");
    passes(29);
    arrives(Samples.ack("AA", "A1")); // of the message before: no reason to wait longer
    assertThat(second.result()).isNotDone();
    passes(2);

    assertThat(describe(second.result().join())).isEqualTo("Ambiguous ack-timeout");
    assertThat(channel.isOpen()).isFalse();
    assertThat(told).containsExactly("up", "free", "ended ack-timeout");
  }

  @Test
  void shouldNotBelieveAnAnswerThatCameTogetherWithTheOneBefore() {
    connect();
    send("A1");
    told.clear();
    // Both are read at once, before the next message is sent.
    channel.writeInbound(
        Unpooled.copiedBuffer(
            Samples.frame(Samples.ack("AA", "A1")), Samples.frame(Samples.ack("AA", "A2"))));
    assertThat(told).containsExactly("free");
    assertThat(send("A2").result()).isNotDone();
  }

  private void arrives(String answer) {
    channel.writeInbound(Unpooled.copiedBuffer(Samples.frame(answer)));
  }

  private void passes(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }
}
