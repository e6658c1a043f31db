package io.hie.chaostests.fake;

import io.hie.chaostests.message.Identity;
import io.hie.chaostests.mllp.Answer;
import io.hie.chaostests.mllp.FrameParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Delivers to the sink over one connection, one message at a time, and to files. One thread. */
final class FakeDelivery {
  private final Fault fault;
  private final int sinkPort;
  private final Path archive;
  private final Map<Integer, byte[]> lastOfPatient = new HashMap<>();
  private @Nullable Socket socket;
  private FrameParser parser = new FrameParser(1024 * 1024);
  private int count;

  FakeDelivery(Fault fault, int sinkPort, Path archive) {
    this.fault = fault;
    this.sinkPort = sinkPort;
    this.archive = archive;
  }

  /**
   * Delivers until it is taken.
   *
   * @param index of the message, which makes its file's name; none if negative
   */
  void deliver(byte[] body, int index) throws IOException, InterruptedException {
    boolean unlucky = ++count % 50 == 0;
    Identity identity = Identity.read(body, 0, body.length);
    byte[] before = identity == null ? null : lastOfPatient.get(identity.patient());
    byte[] bytes = unlucky && fault == Fault.ALTER ? altered(body) : body;
    untilTaken(bytes);
    if (unlucky && fault == Fault.DUPLICATE) {
      untilTaken(bytes);
    }
    if (count % 5 == 0 && fault == Fault.STEP_BACK && before != null) {
      untilTaken(before);
    }
    if (identity != null) {
      lastOfPatient.put(identity.patient(), body);
    }
    boolean routed = identity == null || isAdt(body);
    if (index >= 0 && routed && !(unlucky && fault == Fault.UNARCHIVED)) {
      write(unlucky && fault == Fault.ALTER_FILE ? altered(body) : body, index);
    }
  }

  private static boolean isAdt(byte[] body) {
    return new String(body, StandardCharsets.ISO_8859_1).contains("|ADT^");
  }

  private static byte[] altered(byte[] body) {
    byte[] other = body.clone();
    other[200] ^= 1;
    return other;
  }

  private void untilTaken(byte[] body) throws IOException, InterruptedException {
    while (!isTaken(body)) {
      Thread.sleep(10);
    }
  }

  private boolean isTaken(byte[] body) throws IOException {
    try {
      Socket open = open();
      byte[] frame = new byte[body.length + 3];
      frame[0] = 0x0B;
      System.arraycopy(body, 0, frame, 1, body.length);
      frame[body.length + 1] = 0x1C;
      frame[body.length + 2] = 0x0D;
      open.getOutputStream().write(frame);
      if (!Answer.isAwaited(body, 0, body.length)) {
        return true;
      }
      List<Boolean> taken = new ArrayList<>();
      while (taken.isEmpty()) {
        if (!parser.read(
            Channels.newChannel(open.getInputStream()),
            (array, at, length) -> {
              Answer answer = Answer.read(array, at, length);
              taken.add(answer != null && answer.accepted());
            })) {
          throw new IOException("closed without an answer");
        }
      }
      return taken.getFirst();
    } catch (IOException e) {
      close();
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return false;
    }
  }

  private Socket open() throws IOException {
    Socket open = socket;
    if (open == null) {
      open = new Socket(InetAddress.getLoopbackAddress(), sinkPort);
      open.setTcpNoDelay(true);
      open.setSoTimeout(1000);
      socket = open;
      parser = new FrameParser(1024 * 1024);
    }
    return open;
  }

  private void write(byte[] body, int index) throws IOException {
    Path directory = Files.createDirectories(archive.resolve("2026-01-15"));
    Path partial = directory.resolve("." + index + ".part");
    Files.write(partial, body);
    Files.move(partial, directory.resolve("key-" + index + ".hl7"), StandardCopyOption.ATOMIC_MOVE);
  }

  void close() throws IOException {
    Socket open = socket;
    socket = null;
    if (open != null) {
      open.close();
    }
  }
}
