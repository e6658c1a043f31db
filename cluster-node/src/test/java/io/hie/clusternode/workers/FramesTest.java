package io.hie.clusternode.workers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.LegId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final Frames FRAMES = new Frames(1 << 20);
  private static final Reason REASON = new Reason("code", "a text", "a detail");
  private static final Answer ANSWER = new Answer(Payload.of("AA", UTF_8), "text/plain", 201);

  private static MessageEnvelope envelope() {
    MessageEnvelope plain =
        MessageEnvelope.hl7(
            Payload.wrap(new byte[] {'M', 'S', 'H', 0, -1, 13}),
            "ADT_A01",
            "2.4",
            "ISO-8859-1",
            "PAS",
            Instant.parse("2026-11-02T08:00:00.123456789Z"));
    return plain
        .withHeader(
            plain
                .header()
                .withDestination("EPR")
                .withPriority(2)
                .withTtl(Duration.ofMillis(1500))
                .withRetryCount(3)
                .withCustomProperties(Map.of("a", "b")))
        .validate();
  }

  private static final List<Frame> ALL =
      List.of(
          new Frame.Open(1, 2, "royal", "ADT", "{}", "$.items[0]", null),
          new Frame.Open(1, 2, "royal", "ADT", "{}", "$.items[0]", "/items/a.jar"),
          new Frame.Change(2, "{}", "$.items[0]"),
          new Frame.Close(3, 2),
          new Frame.Handle(Long.MAX_VALUE, 2, envelope()),
          new Frame.Deliver(
              5, 2, new Delivery("id", "w/p/h", LegId.parse("7:0.1"), 2, true, envelope(), true)),
          new Frame.Ping(),
          new Frame.Hello(4711),
          new Frame.Done(1),
          new Frame.Handled(4, Handling.to("A").and("B", Payload.of("b", UTF_8))),
          new Frame.Handled(4, Handling.filtered("not for us")),
          new Frame.Delivered(5, new DeliveryResult.Delivered("AA", ANSWER)),
          new Frame.Delivered(5, new DeliveryResult.NotSent(REASON)),
          new Frame.Delivered(5, new DeliveryResult.Retry(REASON, ANSWER)),
          new Frame.Delivered(5, new DeliveryResult.Refused(REASON)),
          new Frame.Delivered(5, new DeliveryResult.Ambiguous(REASON)),
          new Frame.Failed(6, Frame.Kind.BROKEN, true, REASON),
          new Frame.ToldOutside(2, Outside.CONNECTING, "nobody listens"),
          new Frame.Pong());

  @Test
  void shouldBringEveryFrameOverAsItIs() throws Exception {
    // given
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    // when
    for (Frame frame : ALL) {
      Frames.write(out, FRAMES.encode(frame));
    }

    // then
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    for (Frame frame : ALL) {
      assertThat(FRAMES.read(in, Frame.class)).isEqualTo(frame);
    }
    assertThat(FRAMES.read(in, Frame.class)).isNull();
  }

  @Test
  void shouldTakeACutOffFrameForTheEnd() throws Exception {
    // given
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Frames.write(out, FRAMES.encode(new Frame.Hello(1)));
    byte[] whole = out.toByteArray();

    for (int length = 1; length < whole.length; length++) {
      // when, then
      assertThat(FRAMES.read(new ByteArrayInputStream(whole, 0, length), Frame.class))
          .as("%d bytes", length)
          .isNull();
    }
  }

  @Test
  void shouldRefuseWhatIsNoFrameWithoutQuotingIt() {
    for (String strange : List.of("Hello HARGREAVES\n", "\0\0\0\5abcde", "\0\0\0\0")) {
      assertThatThrownBy(
              () ->
                  FRAMES.read(
                      new ByteArrayInputStream(strange.getBytes(UTF_8)), Frame.ToNode.class))
          .isInstanceOf(Frames.NoFrameException.class)
          .message()
          .doesNotContain("HARGREAVES", "abcde");
    }
  }

  @Test
  void shouldRefuseAFrameOfTheOtherSide() throws Exception {
    // given
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Frames.write(out, FRAMES.encode(new Frame.Ping()));

    // when, then
    assertThatThrownBy(
            () -> FRAMES.read(new ByteArrayInputStream(out.toByteArray()), Frame.ToNode.class))
        .isInstanceOf(Frames.NoFrameException.class);
  }

  @Test
  void shouldNotWriteMoreThanItMay() {
    assertThatThrownBy(
            () -> new Frames(100).encode(new Frame.Change(1, "x".repeat(100), "$.items[0]")))
        .isInstanceOf(Frames.TooLargeException.class)
        .hasMessageContaining("hie.workers.most-frame-bytes is 100");
  }
}
