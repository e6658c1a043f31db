package io.hie.protocols.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.Payload;
import io.hie.protocols.mllp.FrameDecoder.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private static final String START = "\u000b";
  private static final String END = "\u001c\r";
  private static final int LIMIT = 10_000;

  private final FrameBudget budget = new FrameBudget(1_000_000);
  private final FrameDecoder decoder = new FrameDecoder(LIMIT, budget);

  @Test
  void shouldFindOneMessageInOneRead() {
    assertThat(read(START + "MSH|^~\\&|A\rPID|1\r" + END)).containsExactly("MSH|^~\\&|A\rPID|1\r");
    assertThat(decoder.inFrame()).isFalse();
  }

  @Test
  void shouldFindAllMessagesJoinedInOneRead() {
    assertThat(read(START + "MSH|1" + END + START + "MSH|2" + END + START + "MSH|3" + END))
        .containsExactly("MSH|1", "MSH|2", "MSH|3");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 64})
  void shouldFindTheSameMessagesHoweverTheBytesAreCut(int size) {
    String stream =
        "noise"
            + START
            + "MSH|1\rOBX|text\u000bwith a line break and \u001c alone\r"
            + END
            + "\r\n"
            + START
            + "MSH|cut"
            + START
            + "MSH|2\r\u000bM\u000bMS\u000b"
            + END
            + START
            + "MSH|no CR\u001c"
            + START
            + END;

    assertThat(read(stream, size))
        .containsExactly(
            "MSH|1\rOBX|text\u000bwith a line break and \u001c alone\r",
            "cut after 7",
            "MSH|2\r\u000bM\u000bMS\u000b",
            "MSH|no CR",
            "");
    assertThat(decoder.takeSkipped()).isEqualTo(5);
  }

  @Test
  void shouldSkipAndCountWhatStandsOutsideFramesButNotLineEnds() {
    assertThat(read("GET / HTTP/1.1\r\n\r\n" + START + "MSH|1" + END + "\n\nxyz"))
        .containsExactly("MSH|1");
    assertThat(decoder.takeSkipped()).isEqualTo("GET / HTTP/1.1".length() + 3L);
    assertThat(decoder.takeSkipped()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MSH", "BHS", "FHS"})
  void shouldTakeAStartBlockWithAFirstSegmentForANewFrame(String segment) {
    assertThat(read(START + "MSH|1\rPID|tru" + START + segment + "|2\r" + END))
        .containsExactly("cut after 13", segment + "|2\r");
  }

  @Test
  void shouldKeepAStartBlockInTextAsData() {
    String pasted = "MSH|1\rOBX|1|TX|||line one\u000bline two\u000bMS word\r";
    assertThat(read(START + pasted + END)).containsExactly(pasted);
  }

  @Test
  void shouldSayThatOnlyTheCrOfTheEndBlockIsMissing() {
    assertThat(read(START + "MSH|1\u001c")).isEmpty();
    assertThat(decoder.inFrame()).isTrue();
    assertThat(decoder.waitsForCr()).isTrue();
    assertThat(decoder.length()).isEqualTo(5);
  }

  @Test
  void shouldTakeAMessageOfExactlyTheLimit() {
    String message = "MSH" + "x".repeat(LIMIT - 3);
    assertThat(read(START + message + END, 999)).containsExactly(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4_096, 100_000})
  void shouldGiveOnlyTheHeadOfAMessageOverTheLimitAndGoOn(int size) {
    String message = "MSH" + "x".repeat(LIMIT - 2);
    assertThat(read(START + message + END + START + "MSH|2" + END, size))
        .containsExactly("too large, " + (LIMIT + 1) + " bytes, head of 4096", "MSH|2");
  }

  @Test
  void shouldHoldNoMoreThanTheHeadWhileItDiscards() {
    read(START + "MSH" + "x".repeat(LIMIT), 1000);
    assertThat(budget.used()).isZero();
    assertThat(decoder.length()).isEqualTo(LIMIT + 3L);
  }

  @Test
  void shouldRefuseAMessageThatTheNodeHasNoRoomForAndTakeTheNext() {
    budget.tryReserve(1_000_000 - 100);
    assertThat(read(START + "MSH" + "x".repeat(97) + "y" + END + START + "MSH|2" + END, 60))
        .containsExactly("no room, 101 bytes, head of 101", "MSH|2");
  }

  @Test
  void shouldCountInTheBudgetWhatItHandsOverUntilItIsGivenBack() {
    read(START + "MSH" + "x".repeat(500) + END, 100);
    assertThat(budget.used()).isEqualTo(503);
  }

  @Test
  void shouldGiveBackWhatItHoldsWhenTheConnectionCloses() {
    read(START + "MSH" + "x".repeat(500), 100);
    assertThat(budget.used()).isGreaterThanOrEqualTo(503);
    decoder.close();
    assertThat(budget.used()).isZero();
  }

  @Test
  void shouldGiveBackWhatItHeldOfACutMessage() {
    read(START + "MSH" + "x".repeat(500) + START + "MSH|2", 100);
    decoder.close();
    assertThat(budget.used()).isZero();
  }

  /** Any message that {@link Mllp#canFrame} lets pass comes back as it was, among any noise. */
  @Test
  void shouldGiveBackWhateverCanBeFramed() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] alphabet = {'M', 'S', 'H', 'B', 'F', '|', Mllp.VT, Mllp.FS, Mllp.CR, '\n'};
    for (int round = 0; round < 2_000; round++) {
      List<String> sent = new ArrayList<>();
      ByteBuf stream = Unpooled.buffer();
      for (int i = 0; i < 4; i++) {
        byte[] bytes = new byte[random.nextInt(12)];
        for (int b = 0; b < bytes.length; b++) {
          bytes[b] = alphabet[random.nextInt(alphabet.length)];
        }
        Payload message = Payload.wrap(bytes);
        if (Mllp.canFrame(message)) {
          ByteBuf frame = Mllp.frame(UnpooledByteBufAllocator.DEFAULT, message);
          stream.writeBytes(frame);
          frame.release();
          sent.add(message.decode(ISO_8859_1));
        }
      }
      String text = stream.toString(ISO_8859_1);
      stream.release();

      assertThat(read(text, 1 + random.nextInt(9)))
          .as("seed %d, round %d, stream %s", seed, round, text.chars().boxed().toList())
          .isEqualTo(sent);
    }
  }

  private List<String> read(String bytes) {
    return read(bytes, Integer.MAX_VALUE);
  }

  /** Feeds the bytes in reads of {@code size}, as a connection does: what is left comes again. */
  private List<String> read(String text, int size) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    List<String> found = new ArrayList<>();
    ByteBuf pending = Unpooled.EMPTY_BUFFER;
    for (int from = 0; from < bytes.length; ) {
      int count = Math.min(size, bytes.length - from);
      pending =
          ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(
              UnpooledByteBufAllocator.DEFAULT, pending, Unpooled.copiedBuffer(bytes, from, count));
      from += count;
      for (Frame frame; (frame = decoder.next(pending)) != null; ) {
        found.add(describe(frame));
      }
      assertThat(pending.readableBytes()).isLessThanOrEqualTo(3);
    }
    pending.release();
    return found;
  }

  private static String describe(Frame frame) {
    return switch (frame) {
      case Frame.Complete complete -> complete.message().decode(ISO_8859_1);
      case Frame.TooLarge large ->
          "too large, " + large.length() + " bytes, head of " + large.head().size();
      case Frame.NoRoom noRoom ->
          "no room, " + noRoom.length() + " bytes, head of " + noRoom.head().size();
      case Frame.Cut cut -> "cut after " + cut.length();
    };
  }
}
