package io.hie.chaostests.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameParserTest {
  private static final String A = "\u000bMSH|first\u001c\r";
  private static final String B = "\u000bMSH|second\u001cnot the end\u001c\r";

  @Test
  void shouldFindFramesHoweverTheStreamIsCut() throws IOException {
    String stream = "garbage" + A + "\r\n" + B + A + "more garbage" + B;
    for (int size = 1; size <= stream.length(); size++) {
      assertThat(frames(stream, size, 1000))
          .as("read by %d bytes", size)
          .containsExactly(
              "MSH|first",
              "MSH|second\u001cnot the end",
              "MSH|first",
              "MSH|second\u001cnot the end");
    }
  }

  @Test
  void shouldGrowForLongFrames() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> bodies = new ArrayList<>();
    StringBuilder stream = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String body = "x".repeat(random.nextInt(100_000));
      bodies.add(body);
      stream.append('\u000b').append(body).append("\u001c\r");
    }

    assertThat(frames(stream.toString(), 7919, 200_000)).as("seed %d", seed).isEqualTo(bodies);
  }

  @Test
  void shouldRefuseAFrameBeyondItsLimit() {
    assertThatThrownBy(() -> frames("\u000b" + "x".repeat(50_000), 1000, 20_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer than 20000");
  }

  @Test
  void shouldKeepNothingOfAFrameThatNeverEnds() throws IOException {
    assertThat(frames(A + "\u000bMSH|half", 5, 1000)).containsExactly("MSH|first");
  }

  private static List<String> frames(String stream, int size, int limit) throws IOException {
    List<String> frames = new ArrayList<>();
    FrameParser parser = new FrameParser(limit);
    ReadableByteChannel channel = new Slices(stream.getBytes(ISO_8859_1), size);
    while (parser.read(
        channel, (array, at, length) -> frames.add(new String(array, at, length, ISO_8859_1)))) {
      assertThat(frames.size()).isLessThan(1000);
    }
    return frames;
  }

  /** Gives at most so many bytes a read. */
  private static final class Slices implements ReadableByteChannel {
    private final byte[] bytes;
    private final int size;
    private int at;

    Slices(byte[] bytes, int size) {
      this.bytes = bytes;
      this.size = size;
    }

    @Override
    public int read(ByteBuffer target) {
      if (at == bytes.length) {
        return -1;
      }
      int now = Math.min(Math.min(size, target.remaining()), bytes.length - at);
      target.put(bytes, at, now);
      at += now;
      return now;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
