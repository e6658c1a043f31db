package io.hie.chaostests.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.ledger.Reception;
import io.hie.chaostests.ledger.Reception.Given;
import io.hie.chaostests.message.EventMix;
import io.hie.chaostests.message.GeneratedMessage;
import io.hie.chaostests.message.MessageGenerator;
import io.hie.chaostests.mllp.Answer;
import io.hie.chaostests.mllp.FrameParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SinkTest {
  private final MessageGenerator messages =
      new MessageGenerator(
          new MessageGenerator.Recipe("RUN001", 1, 5, 1, 1024, EventMix.parse("ADT^A01")));
  private final Keeper keeper = new Keeper();

  @Test
  void shouldRecordWhatComesAndAnswerIt() throws IOException {
    try (Sink sink = Sink.start(0, Faults.NONE, keeper);
        Client client = new Client(sink.port())) {
      GeneratedMessage message = messages.next(0);

      Answer answer = client.exchange(message);

      assertThat(answer).isEqualTo(new Answer("AA", message.id().toString(), ""));
      Reception reception = keeper.kept.getFirst();
      assertThat(reception.digest()).isEqualTo(message.digest());
      assertThat(Objects.requireNonNull(reception.identity()).id()).isEqualTo(message.id());
    }
  }

  @Test
  void shouldFlushBeforeItAnswers() throws IOException {
    try (Sink sink = Sink.start(0, Faults.NONE, keeper);
        Client client = new Client(sink.port())) {
      for (int i = 1; i <= 20; i++) {
        assertThat(client.exchange(messages.next(0))).isNotNull();
        assertThat(keeper.flushed).isEqualTo(i);
      }
    }
  }

  @Test
  void shouldCountTheAttemptsOfAMessage() throws IOException {
    try (Sink sink = Sink.start(0, Faults.NONE, keeper);
        Client client = new Client(sink.port())) {
      GeneratedMessage message = messages.next(0);
      client.exchange(message);
      client.exchange(message);
      client.exchange(messages.next(0));

      assertThat(keeper.kept).extracting(r -> r.attempt()).containsExactly(1, 2, 1);
      assertThat(sink.received()).isEqualTo(3);
      assertThat(sink.distinct()).isEqualTo(2);
    }
  }

  @Test
  void shouldAnswerJoinedFramesInOrder() throws IOException {
    try (Sink sink = Sink.start(0, Faults.NONE, keeper);
        Client client = new Client(sink.port())) {
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        GeneratedMessage message = messages.next(0);
        sent.add(message.id().toString());
        client.send(message);
      }

      List<String> answered = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answered.add(Objects.requireNonNull(client.read()).controlId());
      }
      assertThat(answered).isEqualTo(sent);
    }
  }

  @Test
  void shouldMisbehaveAsToldAndWriteItDown() throws IOException {
    Faults faults = new Faults(2, 3, 5, 0, 0, 0, 0);
    try (Sink sink = Sink.start(0, faults, keeper);
        Client client = new Client(sink.port())) {
      for (int i = 0; i < 6; i++) {
        client.exchange(messages.next(0));
      }
    }

    assertThat(keeper.kept)
        .extracting(r -> r.answer())
        .containsExactly(Given.AA, Given.AE, Given.AR, Given.AE, Given.GARBAGE, Given.AE);
  }

  @Test
  void shouldCloseInTheMiddleOfAnAnswer() throws IOException {
    try (Sink sink = Sink.start(0, new Faults(0, 0, 0, 1, 0, 0, 0), keeper);
        Client client = new Client(sink.port())) {
      client.send(messages.next(0));

      assertThat(client.restOfStream()).startsWith("\u000bMSH|").doesNotContain("\u001c");
    }
  }

  @Test
  void shouldKeepSilentOnlyWhenTold() throws IOException {
    try (Sink sink = Sink.start(0, new Faults(0, 0, 0, 0, 2, 0, 0), keeper);
        Client client = new Client(sink.port())) {
      client.send(messages.next(0));
      client.send(messages.next(0));
      GeneratedMessage third = messages.next(0);
      client.send(third);

      assertThat(client.read()).isNotNull();
      assertThat(Objects.requireNonNull(client.read()).controlId())
          .isEqualTo(third.id().toString());
    }
  }

  @Test
  void shouldHoldAnswersBackWithoutChangingTheirOrder() throws IOException {
    try (Sink sink = Sink.start(0, new Faults(0, 0, 0, 0, 0, 200, 2), keeper);
        Client client = new Client(sink.port())) {
      long start = System.nanoTime();
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        GeneratedMessage message = messages.next(0);
        sent.add(message.id().toString());
        client.send(message);
      }
      List<String> answered = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answered.add(Objects.requireNonNull(client.read()).controlId());
      }

      assertThat(answered).isEqualTo(sent);
      assertThat(System.nanoTime() - start).isGreaterThan(199_000_000L);
      assertThat(keeper.kept).extracting(r -> r.delayMillis()).containsExactly(0, 200, 0);
    }
  }

  /** Counts what was flushed when. */
  private static final class Keeper implements Recorder {
    final List<Reception> kept = new CopyOnWriteArrayList<>();
    volatile int flushed;

    @Override
    public void received(Reception reception, byte[] array, int offset, int length) {
      kept.add(reception);
    }

    @Override
    public void flush() {
      flushed = kept.size();
    }
  }

  /** A blocking sender. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final FrameParser parser = new FrameParser(100_000);
    private final List<@Nullable Answer> answers = new ArrayList<>();
    private int taken;

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(5000);
    }

    void send(GeneratedMessage message) throws IOException {
      socket.getOutputStream().write(message.frame());
    }

    @Nullable Answer exchange(GeneratedMessage message) throws IOException {
      send(message);
      return read();
    }

    @Nullable Answer read() throws IOException {
      while (answers.size() == taken) {
        if (!parser.read(
            Channels.newChannel(socket.getInputStream()),
            (array, at, length) -> answers.add(Answer.read(array, at, length)))) {
          throw new SocketTimeoutException("closed");
        }
      }
      return answers.get(taken++);
    }

    String restOfStream() throws IOException {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
