package io.hie.chaostests.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hie.chaostests.mllp.Answer;
import io.hie.chaostests.mllp.FrameParser;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sends one body over a connection of its own and tells what came of it. */
record CorpusSender(int port, Duration patience) {

  /** How a node met a body. */
  sealed interface Outcome {
    /** With AA or CA. */
    record Accepted(String code) implements Outcome {}

    /** With anything else that is an acknowledgement. */
    record Refused(String code, String words) implements Outcome {}

    /** With a frame that is no acknowledgement. */
    record Unreadable(String answer) implements Outcome {}

    /** The connection ended without an answer. */
    record Closed() implements Outcome {}

    /** No answer came, and the message asks for none. */
    record Unasked() implements Outcome {}

    /** No answer came in time. */
    record Hang() implements Outcome {}
  }

  Outcome send(byte[] body) {
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) patience.toMillis());
      socket.setSoTimeout((int) patience.toMillis());
      OutputStream out = socket.getOutputStream();
      byte[] frame = new byte[body.length + 3];
      frame[0] = 0x0B;
      System.arraycopy(body, 0, frame, 1, body.length);
      frame[body.length + 1] = 0x1C;
      frame[body.length + 2] = 0x0D;
      out.write(frame);
      out.flush();
      return read(Channels.newChannel(socket.getInputStream()));
    } catch (SocketTimeoutException e) {
      boolean awaited = Answer.isAwaited(body, 0, body.length);
      return awaited ? new Outcome.Hang() : new Outcome.Unasked();
    } catch (IOException e) {
      return new Outcome.Closed();
    }
  }

  private Outcome read(ReadableByteChannel in) throws IOException {
    FrameParser parser = new FrameParser(1024 * 1024);
    List<Outcome> outcomes = new ArrayList<>();
    long deadline = System.nanoTime() + patience.toNanos();
    while (outcomes.isEmpty()) {
      if (System.nanoTime() > deadline) {
        return new Outcome.Hang();
      }
      if (!parser.read(in, (array, at, length) -> outcomes.add(outcome(array, at, length)))) {
        return new Outcome.Closed();
      }
    }
    return outcomes.getFirst();
  }

  private static Outcome outcome(byte[] array, int offset, int length) {
    Answer answer = Answer.read(array, offset, length);
    if (answer == null) {
      return new Outcome.Unreadable(new String(array, offset, length, ISO_8859_1));
    }
    return answer.accepted()
        ? new Outcome.Accepted(answer.code())
        : new Outcome.Refused(answer.code(), answer.words());
  }
}
