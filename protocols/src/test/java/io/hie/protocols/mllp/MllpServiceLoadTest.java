package io.hie.protocols.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many connections, many messages, an engine that is behind. */
class MllpServiceLoadTest {
  private static final int CONNECTIONS = 5_000;
  private static final int DESCRIPTORS_BESIDE = 1_000;

  @Test
  void fiveThousandConnectionsAtOnceAreAllServed() throws IOException {
    long free = freeDescriptors();
    assumeTrue(
        free > 2 * CONNECTIONS + DESCRIPTORS_BESIDE,
        "needs two file descriptors a connection: " + free + " are free; raise ulimit -n");
    List<SocketChannel> senders = new ArrayList<>();
    try (RunningService running = new RunningService()) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), running.service.port());
      try {
        for (int i = 0; i < CONNECTIONS; i++) {
          senders.add(SocketChannel.open(address));
        }
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> running.service.connections() == CONNECTIONS);
        // All have half a message under way before any is finished.
        for (int i = 0; i < CONNECTIONS; i++) {
          byte[] frame = Samples.frame(Samples.adt("C" + i));
          senders.get(i).write(ByteBuffer.wrap(frame, 0, 100));
        }
        for (int i = 0; i < CONNECTIONS; i++) {
          byte[] frame = Samples.frame(Samples.adt("C" + i));
          senders.get(i).write(ByteBuffer.wrap(frame, 100, frame.length - 100));
        }
        for (int i = 0; i < CONNECTIONS; i++) {
          assertThat(answer(senders.get(i))).contains("MSA|AA|C" + i + "\r");
        }
      } finally {
        for (SocketChannel sender : senders) {
          sender.close();
        }
      }
      assertThat(running.intake.taken()).hasSize(CONNECTIONS);
      await().atMost(Duration.ofSeconds(30)).until(() -> running.service.connections() == 0);
      assertThat(running.budget.used()).isZero();
    }
  }

  private static long freeDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  private static String answer(SocketChannel sender) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    while (bytes.position() == 0 || bytes.get(bytes.position() - 2) != Mllp.FS) {
      if (sender.read(bytes) < 0) {
        return "end";
      }
    }
    return new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
  }

  @Test
  void shouldReadNoFurtherAheadThanMaxPipelined() throws Exception {
    try (RunningService running = new RunningService(Map.of("MaxPipelined", 4));
        MllpSender sender = running.sender()) {
      running.intake.hold();
      sender.sendRaw(frames(100)); // in one write, so mostly in one read
      await().until(() -> running.intake.taken().size() == 4);
      await().during(Duration.ofMillis(100)).until(() -> running.intake.taken().size() == 4);

      for (int i = 0; i < 100; i++) {
        int next = i;
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> running.intake.taken().size() > next);
        assertThat(running.intake.taken().size()).isLessThanOrEqualTo(next + 4);
        running.intake.store(next);
        assertThat(sender.verdict()).isEqualTo("AA A" + next);
      }
    }
  }

  @Test
  void shouldStopReadingWhileTheEngineIsBehindAndLoseNothing() throws Exception {
    int messages = 5_000;
    try (RunningService running = new RunningService();
        MllpSender sender = running.sender()) {
      running.intake.close();
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      sender.sendRaw(frames(messages)); // far more than the buffers of the socket
                    } catch (IOException gone) {
                      throw new AssertionError(gone);
                    }
                  });
      await()
          .during(Duration.ofMillis(200))
          .until(() -> running.intake.taken().isEmpty() && writer.isAlive());

      running.intake.open();

      for (int i = 0; i < messages; i++) {
        assertThat(sender.verdict()).isEqualTo("AA A" + i);
      }
      writer.join();
      assertThat(running.intake.taken()).hasSize(messages);
    }
  }

  @Test
  void shouldServeOthersWhileOneSenderNeverTakesItsAnswers() throws Exception {
    try (RunningService running = new RunningService();
        MllpSender greedy = MllpSender.narrow(running.service);
        MllpSender other = running.sender()) {
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        greedy.sendRaw(frames(100));
                      }
                    } catch (IOException closed) {
                      // at the end of the test
                    }
                  });
      // It is held back at last: nothing more of it is taken, and nothing piles up here.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                int before = running.intake.taken().size();
                Thread.sleep(100);
                return before > 100 && running.intake.taken().size() == before;
              });
      other.send(Samples.adt("B1"));
      assertThat(other.verdict()).isEqualTo("AA B1");
      greedy.reset();
      writer.join();
    }
  }

  private static byte[] frames(int count) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      all.write(Samples.frame(Samples.large("A" + i, 600)));
    }
    return all.toByteArray();
  }
}
